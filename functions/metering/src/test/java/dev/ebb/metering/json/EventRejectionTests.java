package dev.ebb.metering.json;

import static dev.ebb.metering.json.EventBodies.OF_REPLICA;
import static dev.ebb.metering.json.EventBodies.event;
import static dev.ebb.metering.json.EventBodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Rejection;
import org.junit.jupiter.api.Test;

/** What is said of an event that cannot be read. */
class EventRejectionTests {

    @Test
    void allBrokenRulesOfAnEventAreNamedAtOnce() {
        Rejection rejection = rejected("""
                {"specversion":"0.3","id":"e-1","source":"urn:test","type":"dev.ebb.deployment.created",
                 "subject":"accounts/acme/replicas/x","time":"yesterday","sequence":"1a",
                 "data":{"acceleratorCount":-1,"minReplicas":3,"maxReplicas":2,"labels":{"team":5}}}""");

        assertThat(rejection.account()).isEqualTo("acme");
        assertThat(rejection.source()).isEqualTo("urn:test");
        assertThat(rejection.id()).isEqualTo("e-1");
        assertThat(rejection.reason().split("; "))
                .containsExactly(
                        "specversion: must be \"1.0\", is \"0.3\"",
                        "subject: must be accounts/{account}/deployments/{deployment}, is \"accounts/acme/replicas/x\"",
                        "time: must be an RFC 3339 date and time with an offset, is \"yesterday\"",
                        "sequence: must be a string of 1 to 64 digits, is \"1a\"",
                        "data.accelerator: must be given, is absent",
                        "data.acceleratorCount: must be above 0, is -1",
                        "data.minReplicas: must be at most data.maxReplicas (2), is 3",
                        "data.labels.team: must be a string of at most 256 characters, is 5");
    }

    @Test
    void whatCannotBeReadIsNotInTheRejection() {
        Rejection rejection = rejected("{\"id\":5,\"source\":\"\\ud800\",\"subject\":\"accounts/-/deployments/x\"}");

        assertThat(rejection.account()).isNull();
        assertThat(rejection.source()).isNull();
        assertThat(rejection.id()).isNull();
    }

    @Test
    void shownValuesAreCut() {
        Rejection rejection = rejected(event("x".repeat(5000), "accounts/acme", "{}"));

        assertThat(rejection.reason()).isEqualTo("type: must be a known type, is \"dev.ebb." + "x".repeat(54) + "…");
    }

    @Test
    void ofManyRepeatedNamesFewAreShown() {
        StringBuilder data = new StringBuilder("{");
        for (int i = 100; i < 130; i++) {
            String name = "\"" + i + "x".repeat(200) + "\":1,";
            data.append(name).append(name);
        }
        Rejection rejection = rejected(event("replica.alive", OF_REPLICA, data + "\"z\":1}"));

        String[] reasons = rejection.reason().split("; ");
        assertThat(reasons).hasSize(11);
        assertThat(reasons[0]).isEqualTo("data.100" + "x".repeat(55) + "…: must be given once, is repeated");
        assertThat(reasons[10]).isEqualTo("20 more fields: must be given once, is repeated");
    }

    @Test
    void aRepeatedIdIsNotTrusted() {
        String body = event("replica.alive", OF_REPLICA, "{}").replace("\"id\"", "\"id\":\"e-0\",\"id\"");

        assertThat(rejected(body).id()).isNull();
        assertThat(rejected(body).source()).isEqualTo("urn:test");
    }
}
