package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Faults inside the SDK's own client, between it and a table over HTTP, with the SDK's retries in play. */
class FaultOverHttpDynamoTests {

    /** Fails transmissions from the n-th on. */
    private static final class Faulty implements ExecutionInterceptor {
        private final boolean before;
        private final int times;
        private int at;
        private int count;

        Faulty(boolean before, int times) {
            this.before = before;
            this.times = times;
        }

        void from(int first) {
            at = first;
            count = 0;
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            count++;
            if (before) {
                strike();
            }
        }

        @Override
        public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
            if (!before) {
                strike();
            }
        }

        private void strike() {
            if (count >= at && count < at + times) {
                throw SdkClientException.create("no answer, says the test");
            }
        }
    }

    /** One lost transmission is the SDK's to repeat; after 16 the ledger has given up as well. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void aTransmissionThatIsLostChangesNothing(int times) {
        everyTransmission(new Faulty(true, times));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void anAnswerThatIsLostChangesNothing(int times) {
        everyTransmission(new Faulty(false, times));
    }

    private static void everyTransmission(Faulty faulty) {
        FaultStory story = FaultStory.earlyVoids();
        try (LocalServer server = new LocalServer();
                DynamoDbClient plain = server.client();
                DynamoDbClient watched = server.client(faulty)) {
            String table = server.freshTable();
            faulty.from(Integer.MAX_VALUE / 2);
            Map<String, Map<String, String>> expected =
                    new FaultRun(plain, watched, table, "undisturbed", true).play(story);
            int transmissions = faulty.count;
            assertThat(transmissions).isGreaterThan(15);

            int step = Boolean.getBoolean("ebb.thorough") ? 1 : 2;
            for (int at = 1; at <= transmissions; at += step) {
                faulty.from(at);
                FaultRun run = new FaultRun(plain, watched, table, "account-" + at, at / step % 2 == 0);

                assertThat(run.play(story)).as("from transmission %d", at).isEqualTo(expected);
            }
        }
    }
}
