package dev.ebb.sweeping.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** What a deployment announced as its target: a name, or an object with a {@code type}. */
public final class TargetJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TargetJson() {}

    /** Which kind of target; what has no type is its own name, so that whoever does not know it can show it. */
    public static String type(String announced) {
        JsonNode target = read(announced);
        JsonNode type = target.isObject() ? target.path("type") : target;
        return type.isTextual() ? type.textValue() : announced;
    }

    /** Whether it says that a request to it at zero would bring it back. */
    public static boolean wakes(Optional<String> announced) {
        return announced
                .map(TargetJson::read)
                .filter(target -> target.path("wakes").asBoolean(false))
                .isPresent();
    }

    private static JsonNode read(String announced) {
        try {
            return JSON.readTree(announced);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("target: must be JSON, is " + announced, malformed);
        }
    }
}
