package dev.ebb.sweeping.sns;

import dev.ebb.charging.sns.SnsSender;
import dev.ebb.sweeping.json.WarningJson;
import dev.ebb.sweeping.sweeps.Warnings;
import java.util.Map;
import java.util.Optional;

/**
 * Warnings told through a topic. Account, deployment, owner and the warning's id are message attributes, so that owners
 * subscribe to what is theirs, and tell a second delivery.
 */
public final class SnsWarnings implements Warnings {

    /** Names the topic, by its ARN. */
    public static final String TOPIC_VARIABLE = "EBB_WARNING_TOPIC";

    /** SNS's limit. */
    private static final int LONGEST_SUBJECT = 100;

    private final SnsSender sender;

    /** Through this sender. */
    public SnsWarnings(SnsSender sender) {
        this.sender = sender;
    }

    /**
     * As the environment says.
     *
     * @return empty if it names no topic
     */
    public static Optional<Warnings> fromEnvironment(Map<String, String> environment) {
        return SnsSender.fromEnvironment(environment, TOPIC_VARIABLE).map(SnsWarnings::new);
    }

    @Override
    public String tell(Warning warning) {
        try {
            return sender.publish(
                    subject(warning),
                    warning.deployment() + ": " + warning.sentence(),
                    WarningJson.write(warning),
                    Map.of(
                            "account", warning.deployment().account(),
                            "deployment", warning.deployment().name(),
                            "owner", warning.owner(),
                            "warningId", warning.id()));
        } catch (SnsSender.NotSentException notSent) {
            throw new NotToldException(String.valueOf(notSent.getMessage()), notSent);
        }
    }

    /** Ids are ASCII; what does not fit is cut. */
    private static String subject(Warning warning) {
        String subject = "Ebb: " + warning.deployment();
        return subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT);
    }
}
