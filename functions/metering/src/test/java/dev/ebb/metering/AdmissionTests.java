package dev.ebb.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTests {

    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

    private static UsageEvent voidOf(@Nullable Instant time) {
        Usage.Voided voided = new Usage.Voided(new Identity("acme", "urn:t", "t"), time);
        return new UsageEvent(new Identity("acme", "urn:t", "v"), NOW, Sequence.ABSENT, voided);
    }

    @Test
    void aVoidOfWhatIsOlderThanIdentitiesAreKeptIsRefused() {
        Instant oldest = NOW.minus(Duration.ofDays(100));

        assertThat(Admission.LIVE.complaints(voidOf(null), NOW)).isEmpty();
        assertThat(Admission.LIVE.complaints(voidOf(oldest), NOW)).isEmpty();
        assertThat(Admission.LIVE.complaints(voidOf(oldest.minusMillis(1)), NOW))
                .containsExactly("data.time: must not be longer ago than identities are kept, 100 days, is "
                        + oldest.minusMillis(1));
        assertThat(Admission.LIVE.keeping(Duration.ofDays(35)).complaints(voidOf(oldest), NOW))
                .hasSize(1);
        assertThat(Admission.HISTORY.complaints(voidOf(Instant.EPOCH), NOW)).isEmpty();
    }

    @Test
    void identitiesAreKeptAsLongAsEventsAreLetIn() {
        assertThatThrownBy(() -> Admission.LIVE.keeping(Duration.ofDays(34)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("identities: must be kept at least 35 days, is 34");
    }
}
