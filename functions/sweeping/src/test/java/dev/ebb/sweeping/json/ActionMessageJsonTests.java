package dev.ebb.sweeping.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.DeploymentId;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.ActionId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionMessageJsonTests {

    @Property(tries = 100)
    void whatIsWrittenIsReadBack(@ForAll @LongRange(min = 1) long mark, @ForAll Action action) {
        ActionId id = new ActionId(new DeploymentId("acme", "llama-70b"), mark, action);

        assertThat(ActionMessageJson.read(ActionMessageJson.write(id))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{\"account\":\"acme\",\"deployment\":\"llama\",\"mark\":1}",
                "{\"account\":\"acme\",\"deployment\":\"llama\",\"mark\":1,\"action\":\"EXPLODE\"}",
                "{\"account\":\"acme\",\"deployment\":\"../x\",\"mark\":1,\"action\":\"WAKE\"}",
                "{\"account\":\"acme\",\"deployment\":\"llama\",\"mark\":1.5,\"action\":\"WAKE\"}",
                "{\"account\":\"acme\",\"deployment\":\"llama\",\"mark\":0,\"action\":\"WAKE\"}"
            })
    void whatIsNoMessageIsRefused(String body) {
        assertThatThrownBy(() -> ActionMessageJson.read(body)).isInstanceOf(IllegalArgumentException.class);
    }
}
