package dev.ebb.local;

import dev.ebb.local.StoryLine.Who;
import dev.ebb.local.simulation.EventSource;
import dev.ebb.local.simulation.Observer;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.Intent;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.Executed;
import dev.ebb.sweeping.sweeps.LegResult;
import dev.ebb.sweeping.sweeps.SweepStore;
import dev.ebb.sweeping.sweeps.SweepStore.RecordedVerdict;
import dev.ebb.sweeping.sweeps.Warnings.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Tells what is new of a deployment: what a sweep says again and what comes twice is left out. */
final class Narrator implements Observer {

    private final DeploymentId deployment;
    private final Consumer<StoryLine> lines;
    private final Set<String> announced = new HashSet<>();
    private final List<StoryLine> warnings = new ArrayList<>();
    private String lastVerdict = "";
    private String lastAnswer = "";

    Narrator(DeploymentId deployment, Consumer<StoryLine> lines) {
        this.deployment = deployment;
        this.lines = lines;
    }

    void person(Instant at, String text) {
        lines.accept(new StoryLine(at, Who.PERSON, text));
    }

    void fleet(EventSource.Sent sent) {
        String what = sent.type().substring(sent.type().lastIndexOf('.') + 1);
        lines.accept(new StoryLine(sent.time(), Who.FLEET, sent.about() + " is " + what));
        lastAnswer = what.equals("ready") || what.equals("stopped") ? "" : lastAnswer;
    }

    /** Of requests with the same answer the first is told, until something changes. */
    void gateway(EventSource.Sent sent) {
        String answer = switch (sent.type()) {
            case "dev.ebb.requests.served" -> "a request is served";
            case "dev.ebb.requests.rejected" -> "a request finds nothing ready, and is turned away";
            default -> "";
        };
        if (!answer.isEmpty() && !answer.equals(lastAnswer)) {
            lines.accept(new StoryLine(sent.time(), Who.GATEWAY, answer));
        }
        lastAnswer = answer.isEmpty() ? lastAnswer : answer;
    }

    @Override
    public void swept(Instant sweep, List<LegResult> legs, SweepStore store) {
        for (LegResult leg : legs) {
            if (leg.difference() != 0 || !leg.failures().isEmpty()) {
                throw new IllegalStateException("sweep " + sweep + ": " + leg);
            }
        }
        for (RecordedVerdict verdict :
                store.verdicts(deployment, sweep, sweep.plus(Duration.ofMinutes(1)), Deadline.NONE)) {
            String rung = store.kept(deployment, Deadline.NONE)
                    .status()
                    .map(SweepStatus::rung)
                    .map(SweepStatus.Rung::name)
                    .orElse("");
            String told = verdict.word() + " " + rung;
            if (!verdict.would().isEmpty() || !told.equals(lastVerdict)) {
                lines.accept(new StoryLine(sweep, Who.VERDICT, verdict.sentence()));
            }
            lastVerdict = told;
        }
        warnings.forEach(lines);
        warnings.clear();
    }

    /** Its sentence is the verdict's, which is on record after it. */
    @Override
    public void told(Warning warning) {
        warnings.add(new StoryLine(warning.at(), Who.WARNING, warning.owner() + ", in these words"));
    }

    @Override
    public void announced(Announcement announcement, Instant now) {
        if (!announced.add(announcement.id())) {
            return;
        }
        Intent intent = announcement.intent();
        String action = intent.id().action().name();
        StoryLine line = switch (announcement.kind()) {
            case REQUESTED -> new StoryLine(now, Who.REQUEST, "the bus for " + wanted(intent));
            case COMPLETED ->
                new StoryLine(
                        now,
                        Who.OUTCOME,
                        action + " done: " + announcement.outcome().orElse(""));
            case FAILED ->
                new StoryLine(
                        now,
                        Who.OUTCOME,
                        action + " failed: " + announcement.outcome().orElse(""));
        };
        lines.accept(line);
    }

    private static String wanted(Intent intent) {
        String replicas = intent.id().action() == Action.DELETE
                ? ""
                : ", " + Figures.count(intent.desiredReplicas(), "replica", "replicas");
        return intent.id().action() + replicas + ", by " + intent.deadline();
    }

    /** What is not begun is announced to nobody. */
    @Override
    public void executed(Executed executed, Instant now) {
        switch (executed) {
            case Executed.Over over -> {
                Intent intent = over.intent();
                if (intent.state() == Intent.State.ABANDONED
                        && announced.add(intent.id().toString())) {
                    String action = intent.id().action().name();
                    lines.accept(new StoryLine(now, Who.OUTCOME, action + " left alone: " + intent.outcome()));
                }
            }
            case Executed.Waiting ignored -> {}
            case Executed.Refused refused -> throw new IllegalStateException(refused.id() + ": " + refused.reason());
        }
    }
}
