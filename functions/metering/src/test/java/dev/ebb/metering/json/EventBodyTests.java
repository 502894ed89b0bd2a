package dev.ebb.metering.json;

import static dev.ebb.metering.json.EventBodies.OF_REPLICA;
import static dev.ebb.metering.json.EventBodies.event;
import static dev.ebb.metering.json.EventBodies.read;
import static dev.ebb.metering.json.EventBodies.rejected;
import static dev.ebb.metering.json.EventBodies.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Original;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which events are in a body, and how large they may be. */
class EventBodyTests {

    private static final ReplicaId REPLICA = new ReplicaId(new DeploymentId("acme", "llama"), "r-1");

    @Test
    void anEnvelopeHoldsTheEventInDetail() {
        String event =
                " { \"é\" : \"☃\" , " + event("replica.alive", OF_REPLICA, "{}").substring(1);
        String body = "{\"version\":\"0\",\"detail-type\":\"dev.ebb.replica.alive\",\"detail\":" + event + " ,\"z\":1}";

        ReadEvent read = read(body).getFirst();

        assertThat(read).isInstanceOf(ReadEvent.Valid.class);
        assertThat(read.original()).isEqualTo(Original.of(event.strip()));
    }

    @Test
    void anArraysElementsAreReadOneByOne() {
        String good = event("replica.alive", OF_REPLICA, "{\"text\":\"],[\\\"{\"}");
        String enveloped = "{\"detail-type\":\"x\",\"detail\":" + good + "}";
        String malformed = "{\"id\": oops]}";
        String body = " [ " + good + ",\n" + enveloped + " , {\"id\":\"e-2\"}, {\"id\": oops}, , [" + good + "], 5, "
                + good + "\n]";

        List<ReadEvent> events = read(body);

        assertThat(events).hasSize(8);
        assertThat(events.stream().filter(e -> e instanceof ReadEvent.Valid).map(ReadEvent::original))
                .containsExactly(Original.of(good), Original.of(good), Original.of(good));
        assertThat(events.get(2).original()).isEqualTo(Original.of("{\"id\":\"e-2\"}"));
        assertThat(events.get(3).original()).isEqualTo(Original.of("{\"id\": oops}"));
        assertThat(read("[" + good + "," + malformed))
                .hasSizeGreaterThan(1)
                .first()
                .isInstanceOf(ReadEvent.Valid.class);
    }

    @Test
    void anArrayOfTooManyElementsIsRejectedWhole() {
        String event = event("replica.alive", OF_REPLICA, "{}");
        String most = "[" + (event + ",").repeat(JsonEventReader.MAX_ELEMENTS - 1) + event + "]";

        assertThat(read(most)).hasSize(10_000).allMatch(ReadEvent.Valid.class::isInstance);
        assertThat(read("[1," + most.substring(1)))
                .singleElement()
                .isInstanceOfSatisfying(ReadEvent.Invalid.class, invalid -> {
                    assertThat(invalid.rejection().reason())
                            .isEqualTo("event: must be in an array of at most 10000, has more");
                    assertThat(invalid.original().size()).isEqualTo(most.length() + 2);
                });
    }

    @Test
    void megabytesOfCommasCostNoObjects() {
        String commas = "[" + ",".repeat(5_000_000) + "]";

        assertThat(read(commas)).hasSize(1);
    }

    @Test
    void anInvalidByteInAnElementDoesNotHurtItsNeighbours() {
        byte[] good = event("replica.alive", OF_REPLICA, "{}").getBytes(StandardCharsets.UTF_8);
        byte[] body =
                ("[" + event("replica.alive", OF_REPLICA, "{}") + ",{\"id\":\"?\"}]").getBytes(StandardCharsets.UTF_8);
        body[good.length + 9] = (byte) 0xff;

        List<ReadEvent> events = new JsonEventReader().read(Original.of(body));

        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).isInstanceOf(ReadEvent.Valid.class);
        assertThat(((ReadEvent.Invalid) events.getLast()).rejection().reason())
                .isEqualTo("JSON: must be UTF-8, is not at line 1, byte 8");
    }

    @Test
    void anEmptyArrayHoldsNoEvent() {
        assertThat(read(" [ ] ")).isEmpty();
    }

    @Test
    void whatFollowsAnArrayIsRejected() {
        assertThat(read("[" + event("replica.alive", OF_REPLICA, "{}") + "] x")).hasSize(2);
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(valid("\ufeff" + event("replica.alive", OF_REPLICA, "{}")).usage())
                .isEqualTo(new Usage.Alive(REPLICA));
    }

    @Test
    void anEventMayHave16KiBAndNoMore() {
        String event = event("replica.alive", OF_REPLICA, "{\"pad\":\"@\"}");
        String full = event.replace("@", "x".repeat(16 * 1024 - event.length() + 1));

        assertThat(read(full).getFirst()).isInstanceOf(ReadEvent.Valid.class);
        assertThat(read("{\"detail-type\":\"x\",\"detail\":" + full + "}").getFirst())
                .isInstanceOf(ReadEvent.Valid.class);
        assertThat(rejected(full.replaceFirst("x", "xx")).reason())
                .isEqualTo("event: must have at most 16384 bytes, is 16385");
    }

    @Test
    void lengthsAreCountedInCharacters() {
        String body = event("replica.alive", OF_REPLICA, "{}");

        assertThat(valid(body.replace("e-1", "\ud83d\ude00".repeat(128)))
                        .identity()
                        .id())
                .hasSize(256);
        assertThat(rejected(body.replace("e-1", "\ud83d\ude00".repeat(129))).reason())
                .contains("1 to 128 characters");
    }

    @Test
    @Timeout(30)
    void aLongNameOfAnObjectWithManyMembersIsReadInTimeThatGrowsWithItsSize() {
        StringBuilder members = new StringBuilder("{\"" + "x".repeat(2_000_000) + "\":{");
        for (int i = 0; i < 200_000; i++) {
            members.append('"').append(i).append("\":{},");
        }

        assertThat(rejected(event("replica.alive", OF_REPLICA, members + "\"z\":1}}"))
                        .reason())
                .startsWith("event: must have at most 16384 bytes");
    }
}
