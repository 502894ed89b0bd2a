package dev.ebb.charging.budgets;

import dev.ebb.metering.Deadline;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who sends which alert. A claim holds until it is sent, or its lease has run out. */
public interface AlertClaims {

    /**
     * A claim.
     *
     * @param leaseUntil until when nobody else may send it
     * @param messageId the receipt; null as long as it is not known to be sent
     */
    record Claim(
            Alert.Key key,
            AlertMessage message,
            Instant leaseUntil,
            @Nullable String messageId) {

        /** Whether it still has to be sent, and nobody else is about to. */
        boolean isAbandoned(Instant now) {
            return messageId == null && !leaseUntil.isAfter(now);
        }
    }

    /** An account's claims of that month and later. */
    List<Claim> since(String account, YearMonth month, Deadline deadline);

    /** Claims it. False if somebody has already. */
    boolean claim(String account, Claim claim, Deadline deadline);

    /** Takes over a claim whose lease has run out. False if somebody else was first, or it has been sent. */
    boolean takeOver(String account, Claim abandoned, Instant leaseUntil, Deadline deadline);

    /** Records that it was sent. */
    void sent(String account, Alert.Key key, String messageId, Instant now, Deadline deadline);
}
