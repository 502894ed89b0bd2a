package dev.ebb.sweeping.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.dynamodb.LocalServer;
import dev.ebb.metering.dynamodb.TableAccess;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.json.Samples;
import dev.ebb.metering.lambda.FunctionProcess;
import dev.ebb.metering.lambda.RuntimeApiServer.Answer;
import dev.ebb.sweeping.dynamodb.DynamoSweepStore;
import dev.ebb.sweeping.eventbridge.EventBridgeAnnouncer;
import dev.ebb.sweeping.sns.SnsWarnings;
import dev.ebb.sweeping.sqs.SqsActionQueue;
import dev.ebb.sweeping.sqs.SqsLegQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The three functions in JVMs of their own under Lambda's runtime interface client, on the samples in {@code events/}. */
class SweepFunctionsRuntimeTests {

    /** Nothing listens there: what is tested here sends nothing. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    private final LocalServer dynamo = new LocalServer();
    private final DynamoDbClient client = dynamo.client();
    private final String table = dynamo.freshTable();

    @AfterEach
    void stop() {
        client.close();
        dynamo.close();
    }

    @Test
    void theSampleScheduleGivesWhatIsDueItsVerdictAndASamplePageIsDoneWith() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        meter(now);
        try (FunctionProcess function = process("SweepDeployments", SweepDeploymentsFunction.class)) {
            Answer swept = function.invoke(sample("sweep-schedule.json", now));
            Answer page = function.invoke(sample("sweep-batch.json", now));

            assertThat(swept).as(function.log()).isEqualTo(failures(""));
            assertThat(page).as(function.log()).isEqualTo(failures(""));
        }
        assertThat(new DynamoSweepStore(client, table)
                        .lastVerdict(new DeploymentId("acme", "llama-70b"), Deadline.NONE))
                .hasValueSatisfying(
                        verdict -> assertThat(verdict.sweep()).isEqualTo(now.truncatedTo(ChronoUnit.MINUTES)));
    }

    @Test
    void anOrderForAnActionThatNobodyMarkedGoesBackToItsQueue() throws Exception {
        try (FunctionProcess scaler = process("ScaleDeployment", ScaleDeploymentFunction.class)) {
            assertThat(scaler.invoke(sample("scale-batch.json", Instant.now())))
                    .as(scaler.log())
                    .isEqualTo(failures("{\"itemIdentifier\":\"33333333-0000-4000-8000-000000000003\"}"));
            assertThat(scaler.log()).contains("there is no such action");
        }
        try (FunctionProcess deleter = process("DeleteDeployment", DeleteDeploymentFunction.class)) {
            assertThat(deleter.invoke(sample("delete-batch.json", Instant.now())))
                    .as(deleter.log())
                    .isEqualTo(failures("{\"itemIdentifier\":\"33333333-0000-4000-8000-000000000004\"}"));
        }
    }

    private static Answer failures(String failures) {
        return new Answer.Response("{\"batchItemFailures\":[" + failures + "]}");
    }

    private FunctionProcess process(String name, Class<?> handler) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put(TableAccess.TABLE_VARIABLE, table);
        environment.put(TableAccess.ENDPOINT_VARIABLE, dynamo.endpoint().toString());
        environment.put(SqsLegQueue.QUEUE_VARIABLE, NOWHERE + "/sweeps");
        environment.put(SqsActionQueue.SCALE_QUEUE_VARIABLE, NOWHERE + "/scale");
        environment.put(SqsActionQueue.DELETE_QUEUE_VARIABLE, NOWHERE + "/delete");
        environment.put(SnsWarnings.TOPIC_VARIABLE, "arn:aws:sns:us-east-1:123456789012:warnings");
        environment.put(EventBridgeAnnouncer.BUS_VARIABLE, "ebb");
        for (String service : List.of("SQS", "SNS", "CLOUDWATCH", "EVENTBRIDGE")) {
            environment.put("EBB_" + service + "_ENDPOINT", NOWHERE);
        }
        environment.put("AWS_ACCESS_KEY_ID", LocalServer.ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
        return new FunctionProcess(name, handler.getName() + "::handleRequest", environment);
    }

    private void meter(Instant now) throws IOException {
        MeterUsage.Result result = new MeterUsage(
                        new JsonEventReader(),
                        new DynamoLedger(client, table),
                        new DynamoQuarantine(client, table),
                        Admission.LIVE)
                .meter(
                        List.of(Original.of("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"urn:t\","
                                + "\"type\":\"dev.ebb.deployment.created\",\"subject\":\"accounts/acme/deployments/llama-70b\","
                                + "\"time\":\"" + now
                                + "\",\"data\":{\"accelerator\":\"H100\",\"acceleratorCount\":1}}")),
                        now,
                        Deadline.NONE);
        assertThat(result.accepted()).isEqualTo(1);
    }

    private static String sample(String name, Instant now) throws IOException {
        return new String(
                Samples.current(Files.readAllBytes(Path.of("..", "..", "events").resolve(name)), now),
                StandardCharsets.UTF_8);
    }
}
