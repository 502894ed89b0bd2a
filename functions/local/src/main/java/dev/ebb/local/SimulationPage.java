package dev.ebb.local;

import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Sha256;
import dev.ebb.metering.history.RecordedDeployment;
import dev.ebb.sweeping.simulation.Outcome;
import dev.ebb.sweeping.simulation.SimulationReport;
import dev.ebb.sweeping.simulation.SimulationReport.Named;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a simulation has to say, as one page that needs nothing else: its policy lets the browser load nothing, and run
 * only the script that is in it.
 */
final class SimulationPage {

    /** Beyond it, browsers are slow to open a page. */
    static final int MOST_BYTES = 64 << 20;

    private static final Pattern PART = Pattern.compile("\\{\\{([a-zA-Z]+)}}");

    private final byte[] bytes;
    private final Optional<String> warning;

    private SimulationPage(byte[] bytes, Optional<String> warning) {
        this.bytes = bytes;
        this.warning = warning;
    }

    /**
     * Makes it.
     *
     * @param history as it was simulated, in the order in which the report has its deployments
     */
    static SimulationPage of(SimulationReport report, List<RecordedDeployment> history) {
        return of(report, history, MOST_BYTES);
    }

    /** @param most bytes that its deployments may take */
    static SimulationPage of(SimulationReport report, List<RecordedDeployment> history, int most) {
        TimelineJson timelines = new TimelineJson(report);
        ByteArrayOutputStream deployments = new ByteArrayOutputStream();
        deployments.write('[');
        int kept = 0;
        for (int index : byChange(report, history.size())) {
            byte[] next = timelines.bytes(index, history.get(index));
            if (deployments.size() + next.length + 2 > most) {
                break;
            }
            deployments.writeBytes(kept == 0 ? next : withComma(next));
            kept++;
        }
        deployments.write(']');
        Optional<String> warning = kept == history.size()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "Warning: the page has %d of %s, those on which most changes, as it would be too large"
                                + " with all: the JSON has them",
                        kept,
                        Figures.count(history.size(), "deployment", "deployments")));
        byte[] style = resource("simulation.css");
        byte[] script = resource("simulation.js");
        return new SimulationPage(
                filled(Map.of(
                        "style", style,
                        "styleHash", hash(style),
                        "script", script,
                        "scriptHash", hash(script),
                        "report", new SimulationPageJson(report).bytes(warning),
                        "deployments", deployments.toByteArray())),
                warning);
    }

    /** In UTF-8. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** What it leaves out, if anything. */
    Optional<String> warning() {
        return warning;
    }

    /** First those with the most GPU time that a policy would not have let run; of equal ones, those it acts on oftenest. */
    private static List<Integer> byChange(SimulationReport report, int deployments) {
        List<GpuTime> spared = new ArrayList<>();
        List<Long> moments = new ArrayList<>();
        for (int i = 0; i < deployments; i++) {
            GpuTime most = GpuTime.ZERO;
            long count = 0;
            for (Named policy : report.policies()) {
                var of = policy.result().deployments().get(i);
                Outcome outcome = of.outcome();
                GpuTime under =
                        outcome.recorded().gpuTime().minus(outcome.simulated().gpuTime());
                most = under.compareTo(most) > 0 ? under : most;
                count += of.course().moments().size();
            }
            spared.add(most);
            moments.add(count);
        }
        return IntStream.range(0, deployments)
                .boxed()
                .sorted(Comparator.<Integer, GpuTime>comparing(spared::get)
                        .thenComparing(moments::get)
                        .reversed())
                .toList();
    }

    private static byte[] withComma(byte[] json) {
        byte[] longer = new byte[json.length + 2];
        longer[0] = ',';
        longer[1] = '\n';
        System.arraycopy(json, 0, longer, 2, json.length);
        return longer;
    }

    private static byte[] filled(Map<String, byte[]> parts) {
        String template = new String(resource("simulation.html"), StandardCharsets.UTF_8);
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Matcher part = PART.matcher(template);
        int done = 0;
        while (part.find()) {
            page.writeBytes(template.substring(done, part.start()).getBytes(StandardCharsets.UTF_8));
            page.writeBytes(Objects.requireNonNull(parts.get(part.group(1)), part.group(1)));
            done = part.end();
        }
        page.writeBytes(template.substring(done).getBytes(StandardCharsets.UTF_8));
        return page.toByteArray();
    }

    private static byte[] hash(byte[] content) {
        return ("sha256-" + Sha256.base64(content)).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(SimulationPage.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name, unreadable);
        }
    }
}
