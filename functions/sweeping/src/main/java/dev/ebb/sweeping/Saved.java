package dev.ebb.sweeping;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A deployment as it was before an action. An {@link Intent} carries it as JSON: {@code {"replicas":3,"configuration":…}}.
 *
 * @param replicas that were ready or starting; from 0 to {@link #MOST_REPLICAS}
 * @param configuration in the target's own JSON
 */
public record Saved(int replicas, String configuration) {

    /** How many intents are looked through for what was saved. */
    public static final int MOST_INTENTS = 100;

    /** More than any deployment has. */
    public static final int MOST_REPLICAS = 1_000_000;

    private static final Pattern FORM =
            Pattern.compile("\\{\"replicas\":([0-9]{1,7}),\"configuration\":(.*)}", Pattern.DOTALL);

    /** @throws IllegalArgumentException if there are too many replicas */
    public Saved {
        if (replicas < 0 || replicas > MOST_REPLICAS) {
            throw new IllegalArgumentException("replicas: must be from 0 to " + MOST_REPLICAS + ", is " + replicas);
        }
    }

    /**
     * From an intent's text.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    public static Saved parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("saved: must be {\"replicas\":…,\"configuration\":…}, is " + text);
        }
        return new Saved(Integer.parseInt(form.group(1)), form.group(2));
    }

    /**
     * What a deployment was before Ebb took it away, found in its intents: the configuration that was saved last, and the
     * number of replicas that ran when some last did. What a wake or a restore has brought back since ends the search.
     *
     * @param intents of one deployment, the latest mark first
     * @return empty if nothing of it was taken away
     */
    public static Optional<Saved> before(List<Intent> intents) {
        Optional<Saved> latest = Optional.empty();
        for (Intent intent : intents) {
            if (broughtBack(intent)) {
                break;
            }
            if (!tookAway(intent) || intent.saved() == null) {
                continue;
            }
            Saved saved = parse(intent.saved());
            Saved configured = latest.orElse(saved);
            latest = Optional.of(new Saved(saved.replicas(), configured.configuration()));
            if (saved.replicas() > 0) {
                break;
            }
        }
        return latest;
    }

    private static boolean broughtBack(Intent intent) {
        return switch (intent.id().action()) {
            case WAKE, RESTORE -> intent.state() == Intent.State.DONE && !intent.dryRun();
            case WARN, SCALE_TO_ZERO, SCALE, DELETE -> false;
        };
    }

    private static boolean tookAway(Intent intent) {
        return switch (intent.id().action()) {
            case SCALE_TO_ZERO, SCALE, DELETE -> !intent.dryRun();
            case WARN, WAKE, RESTORE -> false;
        };
    }

    /** As an intent carries it. */
    public String text() {
        return "{\"replicas\":" + replicas + ",\"configuration\":" + configuration + "}";
    }
}
