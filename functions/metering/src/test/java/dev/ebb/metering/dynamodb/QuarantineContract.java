package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.Original;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.Rejection;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What cannot be metered is kept with its reason and its bytes. */
abstract class QuarantineContract extends LedgerContract {

    QuarantineContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @Test
    void theQuarantineKeepsBytesAndReasonAndTheSameThingOnce() {
        byte[] bytes = new byte[1_200_000];
        new Random(5).nextBytes(bytes);
        Rejection large = new Rejection("acme", "urn:test", "x", "event: too large", Original.of(bytes));
        Rejection small = new Rejection(null, null, null, "event: no JSON", Original.of(new byte[] {0, (byte) 0xff}));

        fixture().quarantine.keep(large, at("10:00:00"), Deadline.NONE);
        fixture().quarantine.keep(small, at("09:00:00"), Deadline.NONE);
        fixture().quarantine.keep(large, at("11:00:00"), Deadline.NONE);

        List<Quarantine.Entry> entries = fixture().quarantine.entries();
        assertThat(entries).hasSize(2);
        Quarantine.Entry first = entries.getFirst();
        assertThat(fixture().quarantine.original(first.key())).contains(small.original());
        assertThat(first.account()).isNull();
        Quarantine.Entry kept = entries.getLast();
        assertThat(kept)
                .isEqualTo(new Quarantine.Entry(
                        kept.key(), "acme", "urn:test", "x", "event: too large", at("10:00:00"), null));
        assertThat(fixture().quarantine.entry(kept.key())).contains(kept);
        assertThat(fixture().quarantine.original(kept.key())).contains(Original.of(bytes));
    }

    @Test
    void aReplayIsNotedOnWhatIsKeptAndRefusedForWhatIsNot() {
        fixture()
                .quarantine
                .keep(new Rejection(null, null, null, "no JSON", Original.of("{")), at("10:00:00"), Deadline.NONE);
        String key = fixture().quarantine.entries().getFirst().key();
        Quarantine.Replay replay = new Quarantine.Replay(at("12:00:00"), "producer mended", "accepted", true);

        fixture().quarantine.replayed(key, replay);

        assertThat(fixture().quarantine.entry(key).orElseThrow().replay()).isEqualTo(replay);
        assertThatThrownBy(() -> fixture().quarantine.replayed("nothing", replay))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing in quarantine");
        assertThat(fixture().quarantine.entry("nothing")).isEmpty();
    }
}
