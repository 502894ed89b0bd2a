package dev.ebb.charging.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.metering.loopback.LoopbackServer;
import dev.ebb.metering.loopback.LoopbackServer.Answer;
import dev.ebb.metering.loopback.LoopbackServer.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * One topic of SNS on loopback: the query protocol of 2010-03-31, form in, XML out, and SNS's rules for subjects, message
 * structures and attributes.
 */
public final class SnsServer implements AutoCloseable {

    /** The topic that there is. */
    public static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:budgets";

    private static final int MAX_BYTES = 262_144;
    private static final int MAX_SUBJECT = 100;
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

    /** What was published. */
    public record Published(String messageId, String subject, JsonNode message, Map<String, String> attributes) {}

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String code;

        private Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private final List<Published> published = new ArrayList<>();
    private final LoopbackServer server = new LoopbackServer(this::answer);
    private final SnsClient client = server.reachedBy(SnsClient.builder())
            .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private boolean failing;

    /** Where it is. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** Reaches it, and tries nothing twice. */
    public SnsClient client() {
        return client;
    }

    /** Whether it fails from now on. */
    public synchronized void failing(boolean fails) {
        failing = fails;
    }

    /** All that was published, in order. */
    public synchronized List<Published> published() {
        return List.copyOf(published);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private Answer answer(Request request) throws IOException {
        try {
            return Answer.xml(
                    200,
                    "<PublishResponse xmlns=\"" + NAMESPACE + "\"><PublishResult><MessageId>" + publish(request.form())
                            + "</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId>"
                            + "</ResponseMetadata></PublishResponse>");
        } catch (Refusal refusal) {
            return Answer.error(NAMESPACE, refusal.status, refusal.code, String.valueOf(refusal.getMessage()));
        }
    }

    private synchronized String publish(Map<String, String> form) throws Refusal, IOException {
        if (failing) {
            throw new Refusal(500, "InternalError", "told to fail");
        }
        require(form, "Action", "Publish");
        require(form, "Version", "2010-03-31");
        if (!TOPIC.equals(form.get("TopicArn"))) {
            throw new Refusal(404, "NotFound", "Topic does not exist");
        }
        String subject = form.getOrDefault("Subject", "");
        if (subject.length() > MAX_SUBJECT || !subject.matches("[\\x21-\\x7e][\\x20-\\x7e]*")) {
            throw new Refusal(400, "InvalidParameter", "Invalid parameter: Subject");
        }
        Map<String, String> attributes = attributes(form);
        String message = form.getOrDefault("Message", "");
        if (message.isEmpty() || message.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new Refusal(400, "InvalidParameter", "Invalid parameter: Message");
        }
        String id = UUID.randomUUID().toString();
        published.add(new Published(id, subject, structure(form, message), attributes));
        return id;
    }

    private static JsonNode structure(Map<String, String> form, String message) throws Refusal, IOException {
        require(form, "MessageStructure", "json");
        JsonNode structure = new ObjectMapper().readTree(message);
        if (!structure.isObject() || !structure.path("default").isTextual()) {
            throw new Refusal(
                    400, "InvalidParameter", "Invalid parameter: Message Structure - No default entry in JSON body");
        }
        return structure;
    }

    private static Map<String, String> attributes(Map<String, String> form) throws Refusal {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int entry = 1; form.containsKey("MessageAttributes.entry." + entry + ".Name"); entry++) {
            String prefix = "MessageAttributes.entry." + entry + ".";
            require(form, prefix + "Value.DataType", "String");
            String value = form.getOrDefault(prefix + "Value.StringValue", "");
            if (value.isEmpty()) {
                throw new Refusal(400, "ParameterValueInvalid", "an attribute must not be empty");
            }
            attributes.put(form.getOrDefault(prefix + "Name", ""), value);
        }
        return attributes;
    }

    private static void require(Map<String, String> form, String name, String value) throws Refusal {
        if (!value.equals(form.get(name))) {
            throw new Refusal(400, "InvalidParameter", "Invalid parameter: " + name);
        }
    }
}
