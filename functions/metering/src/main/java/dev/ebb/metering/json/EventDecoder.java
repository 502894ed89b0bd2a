package dev.ebb.metering.json;

import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Original;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes and validates one CloudEvent, and collects every rule that it breaks. */
final class EventDecoder {

    /** An event's largest size in bytes. */
    static final int MAX_EVENT_BYTES = 16 * 1024;

    private static final int MAX_ID = 128;
    private static final int MAX_NAME_SHOWN = 500;
    private static final int MAX_REPEATS_SHOWN = 10;
    private static final String REPEATED = ": must be given once, is repeated";

    private final Json.Members object;
    private final Original original;
    private final List<String> complaints = new ArrayList<>();
    private final Fields attributes;

    EventDecoder(Json.Members object, Original original) {
        this.object = object;
        this.original = original;
        attributes = new Fields("", object, complaints);
    }

    ReadEvent read() {
        if (original.size() > MAX_EVENT_BYTES) {
            complaints.add("event: must have at most " + MAX_EVENT_BYTES + " bytes, is " + original.size());
        }
        complainOfRepeats();
        attributes.required("specversion", Rules::specVersion);
        Optional<String> id = attributes.required("id", Rules.text(1, MAX_ID));
        Optional<String> source = attributes.required("source", Rules::uriReference);
        Optional<EventType> type = attributes.required("type", EventDecoder::type);
        EventType.About about = type.map(EventType::about).orElse(EventType.About.ANYTHING);
        Optional<Subject> subject = attributes.required("subject", value -> subject(value, about));
        Optional<Rfc3339.Time> time = attributes.required("time", Rfc3339::time);
        Sequence sequence = attributes.optional("sequence", Rules::sequence).orElse(Sequence.ABSENT);
        Optional<Usage> usage = type.flatMap(t -> new UsageDecoder(data(t), subject, complaints).usage(t));
        if (!complaints.isEmpty()) {
            return new ReadEvent.Invalid(rejection());
        }
        Identity identity = new Identity(subject.orElseThrow().account(), source.orElseThrow(), id.orElseThrow());
        UsageEvent event = new UsageEvent(
                identity, time.orElseThrow().instant(), time.orElseThrow().finer(), sequence, usage.orElseThrow());
        return new ReadEvent.Valid(event, original);
    }

    /** Of Ebb's own announcements nothing is read. */
    private Fields data(EventType type) {
        return type == EventType.OWN ? attributes : attributes.inside("data");
    }

    private Rejection rejection() {
        String subject = object.text("subject");
        String account = subject == null ? null : Subject.account(subject).orElse(null);
        return new Rejection(account, name("source"), name("id"), String.join("; ", complaints), original);
    }

    /** What names the event to people; an endless one is cut. */
    private @Nullable String name(String attribute) {
        String text = object.text(attribute);
        return text == null ? null : Fields.cut(text, MAX_NAME_SHOWN);
    }

    /** Names come from outside and may be many and long, so few are shown, and cut. */
    private void complainOfRepeats() {
        List<String> repeated = new ArrayList<>();
        collectRepeats("", object, repeated);
        repeated.stream().limit(MAX_REPEATS_SHOWN).forEach(path -> complaints.add(path + REPEATED));
        if (repeated.size() > MAX_REPEATS_SHOWN) {
            complaints.add((repeated.size() - MAX_REPEATS_SHOWN) + " more fields" + REPEATED);
        }
    }

    private static void collectRepeats(String prefix, Json value, List<String> repeated) {
        switch (value) {
            case Json.Members members -> {
                members.repeated().stream().sorted().forEach(name -> repeated.add(Fields.cut(prefix + name)));
                members.members()
                        .forEach((name, inner) -> collectRepeats(Fields.cut(prefix + name) + ".", inner, repeated));
            }
            case Json.Elements array -> array.elements().forEach(inner -> collectRepeats(prefix, inner, repeated));
            case Json.Text ignored -> {}
            case Json.Digits ignored -> {}
            case Json.Truth ignored -> {}
            case Json.Nothing ignored -> {}
        }
    }

    private static EventType type(Json value) {
        if (value instanceof Json.Text text) {
            return EventType.of(text.value()).orElseThrow(() -> new BrokenRuleException("must be a known type"));
        }
        throw new BrokenRuleException("must be a known type");
    }

    private static Subject subject(Json value, EventType.About about) {
        if (value instanceof Json.Text text) {
            Optional<Subject> subject = Subject.of(text.value()).filter(about::fits);
            if (subject.isPresent()) {
                return subject.get();
            }
        }
        throw new BrokenRuleException("must be " + about.form());
    }
}
