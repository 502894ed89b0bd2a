package dev.ebb.sweeping.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.BrokenRulesException.Problem;
import dev.ebb.sweeping.policy.InvalidPolicyException;
import dev.ebb.sweeping.policy.Origin;
import dev.ebb.sweeping.policy.Settings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyJsonTests {

    private static final String WHOLE = """
            {"mode":"delete","warnAfter":"PT45M","zeroAfter":"PT1H","deleteAfter":"P7D","coverMinimum":false,
             "wake":true,"damping":false,
             "keepWarm":[{"days":"MON-FRI","from":"08:00","to":"19:00","zone":"Europe/Paris"},
                         {"days":"SUN-MON,WED","from":"22:00","to":"06:00","zone":"UTC"}],
             "stopWithin":"PT5M","scale":true,"scaleUpWindow":"PT1M","scaleDownWindow":"PT10M",
             "targetConcurrency":"8.5","actionsPerSweep":5,"fleetPercent":0,"deletionsPerHour":1}""";

    @Test
    void everythingThatAPolicyHasIsReadAndWritten() {
        Settings settings = PolicyJson.read(WHOLE);

        assertThat(settings.zeroAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.fleetPercent()).isZero();
        assertThat(settings.targetConcurrency()).isEqualByComparingTo("8.5");
        assertThat(settings.keepWarm()).hasSize(2);
        assertThat(settings.keepWarm().get(0).days()).isEqualTo(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
        assertThat(settings.keepWarm().get(1).days())
                .containsExactlyInAnyOrder(DayOfWeek.SUNDAY, DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY);
        assertThat(PolicyJson.read(PolicyJson.write(settings))).isEqualTo(settings);
        assertThat(PolicyJson.write(settings))
                .contains("{\"days\":\"MON,WED,SUN\",\"from\":\"22:00\",\"to\":\"06:00\",\"zone\":\"UTC\"}");
    }

    @Test
    void nothingIsAPolicyToo() {
        assertThat(PolicyJson.read("{}")).isEqualTo(Settings.NONE);
        assertThat(PolicyJson.write(Settings.NONE)).isEqualTo("{}");
        assertThat(PolicyJson.layer(Origin.STACK, Optional.empty(), 0).settings())
                .isEqualTo(Settings.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"mode":"Zero"}                          | mode
            {"mode":1}                               | mode
            {"mode":null}                            | mode
            {"zeroAfter":"PT4M59S"}                  | zeroAfter
            {"zeroAfter":"P32D"}                     | zeroAfter
            {"deleteAfter":"P367D"}                  | deleteAfter
            {"zeroAfter":"P1M"}                      | zeroAfter
            {"zeroAfter":"-PT1H"}                    | zeroAfter
            {"zeroAfter":"PT-1H"}                    | zeroAfter
            {"zeroAfter":"pt1h"}                     | zeroAfter
            {"zeroAfter":"PT"}                       | zeroAfter
            {"zeroAfter":"P"}                        | zeroAfter
            {"zeroAfter":3600}                       | zeroAfter
            {"deleteAfter":"PT59M"}                  | deleteAfter
            {"warnAfter":"PT2H","zeroAfter":"PT1H"}  | warnAfter
            {"wake":"true"}                          | wake
            {"scale":1}                              | scale
            {"fleetPercent":101}                     | fleetPercent
            {"fleetPercent":-1}                      | fleetPercent
            {"fleetPercent":1.5}                     | fleetPercent
            {"actionsPerSweep":"5"}                  | actionsPerSweep
            {"actionsPerSweep":1e3}                  | actionsPerSweep
            {"targetConcurrency":0}                  | targetConcurrency
            {"targetConcurrency":"1e2"}              | targetConcurrency
            {"remark":"hello"}                       | remark
            {"keepWarm":{}}                          | keepWarm
            {"keepWarm":[1]}                         | keepWarm
            {"keepWarm":[{"days":"MON-TUE-WED","from":"08:00","to":"09:00","zone":"UTC"}]} | keepWarm[0].days
            {"keepWarm":[{"days":"MO","from":"08:00","to":"09:00","zone":"UTC"}]}          | keepWarm[0].days
            {"keepWarm":[{"days":"","from":"08:00","to":"09:00","zone":"UTC"}]}            | keepWarm[0].days
            {"keepWarm":[{"days":"MON","from":"8:00","to":"09:00","zone":"UTC"}]}          | keepWarm[0].from
            {"keepWarm":[{"days":"MON","from":"08:00","to":"24:00","zone":"UTC"}]}         | keepWarm[0].to
            {"keepWarm":[{"days":"MON","from":"08:00","to":"09:00","zone":"+01:00"}]}      | keepWarm[0].zone
            {"keepWarm":[{"days":"MON","from":"08:00","to":"09:00"}]}                      | keepWarm[0].zone
            {"keepWarm":[{"days":"MON","from":"08:00","to":"09:00","zone":"UTC","on":1}]}  | keepWarm[0].on
            [1]                                      | ``
            {"wake":true,"wake":true}                | ``
            {"wake":                                 | ``
            """)
    void whatBreaksARuleIsRefusedAndNamed(String json, String field) {
        assertThatThrownBy(() -> PolicyJson.read(json))
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Problem::field)
                                .containsExactly(field));
    }

    @Test
    void everyErrorIsSaidAtOnce() {
        String json = "{\"mode\":\"off\",\"zeroAfter\":\"PT1M\",\"deleteAfter\":\"PT1M\",\"ttl\":5,\"keepWarm\":[{}]}";

        List<Problem> problems =
                PolicyJson.layer(Origin.ACCOUNT, Optional.of(json), 9).problems();

        assertThat(problems)
                .extracting(Problem::field)
                .containsExactly(
                        "mode",
                        "zeroAfter",
                        "deleteAfter",
                        "keepWarm[0].days",
                        "keepWarm[0].from",
                        "keepWarm[0].to",
                        "keepWarm[0].zone",
                        "ttl");
        assertThat(problems.get(0)).hasToString("mode: must be one of [dryRun, warn, zero, delete], is \"off\"");
    }

    @Test
    void itsSizeIsBounded() {
        String window = "{\"days\":\"MON\",\"from\":\"08:00\",\"to\":\"09:00\",\"zone\":\"UTC\"}";
        String fifty = "{\"keepWarm\":[" + String.join(",", Collections.nCopies(50, window)) + "]}";
        String more = "{\"keepWarm\":[" + String.join(",", Collections.nCopies(51, window)) + "]}";

        assertThat(PolicyJson.read(fifty).keepWarm()).hasSize(50);
        assertThatThrownBy(() -> PolicyJson.read(more))
                .hasMessageContaining("keepWarm: must be an array of at most 50");
        assertThat(PolicyJson.read("{" + " ".repeat(8190) + "}")).isEqualTo(Settings.NONE);
        assertThatThrownBy(() -> PolicyJson.read("{" + " ".repeat(8191) + "}"))
                .hasMessageContaining("must have at most 8192 bytes, is 8193 bytes");
    }
}
