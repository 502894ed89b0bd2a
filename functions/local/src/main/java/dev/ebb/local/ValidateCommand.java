package dev.ebb.local;

import dev.ebb.metering.EventReader;
import dev.ebb.metering.json.EventFiles;
import dev.ebb.metering.json.JsonEventReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code validate}: every broken rule of every event, as {@code file:line: reason} on stderr, and how many there are on
 * stdout. An event's age is no rule here: it depends on when it is sent.
 */
@Command(
        name = "validate",
        description = "Checks events without metering them. Status 1 if any breaks a rule.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

    private final Surroundings surroundings;
    private final EventReader reader = new JsonEventReader();
    private long good;
    private long bad;

    @Mixin
    private EventsOption events = new EventsOption();

    ValidateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        events.files().forEach(this::check);
        surroundings.out().println(good + " good, " + bad + " bad");
        return bad == 0 ? 0 : 1;
    }

    private void check(Path file) {
        InputFiles.events(file, body -> check(file, body));
    }

    private void check(Path file, EventFiles.NumberedBody body) {
        for (EventReader.ReadEvent event : reader.read(body.body())) {
            switch (event) {
                case EventReader.ReadEvent.Valid ignored -> good++;
                case EventReader.ReadEvent.Invalid invalid -> {
                    bad++;
                    surroundings
                            .err()
                            .println(file + ":" + body.line() + ": "
                                    + invalid.rejection().reason());
                }
            }
        }
    }
}
