package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineKeyTests {

    @Test
    void aLineIsNamedInWordsForPeople() {
        LineKey agreed = new LineKey("gpu", "llama", "H100", "eu", "", "2026-01-01T00:00:00Z", "2026-11-01T00:00:00Z");
        LineKey unpriced = new LineKey("tokens", "m", "", "", "prompt", "", "");

        assertThat(agreed).hasToString("gpu llama H100 eu from 2026-01-01T00:00:00Z agreed from 2026-11-01T00:00:00Z");
        assertThat(unpriced).hasToString("tokens m prompt unpriced");
    }
}
