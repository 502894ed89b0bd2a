package dev.ebb.metering.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** {@code template.yaml}, read. CloudFormation's short functions become maps: {@code !Ref x} is {@code {"!Ref": "x"}}. */
record Template(Map<?, ?> root) {

    /** Reads a template. */
    static Template read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new Template(new Yaml(new WithFunctions()).load(reader));
        }
    }

    /** What is at a path of keys, and of positions in lists; fails if there is nothing. */
    Object at(Object... path) {
        Object value = root;
        for (Object step : path) {
            value = value instanceof List<?> list ? list.get((Integer) step) : ((Map<?, ?>) value).get(step);
            if (value == null) {
                throw new AssertionError("the template has no " + step + " in " + List.of(path));
            }
        }
        return value;
    }

    Map<?, ?> map(Object... path) {
        return (Map<?, ?>) at(path);
    }

    List<?> list(Object... path) {
        return (List<?>) at(path);
    }

    /** The properties of a resource. */
    Map<?, ?> properties(String resource) {
        return map("Resources", resource, "Properties");
    }

    /** Each action of a function's own role with its resource, and the condition if there is one. */
    List<String> allowed(String function) {
        String role = function + "Role";
        assertThat(properties(role).containsKey("ManagedPolicyArns")).isFalse();
        assertThat(at("Resources", function, "Properties", "Role")).isEqualTo(Map.of("!GetAtt", role + ".Arn"));
        assertThat(properties(function).containsKey("Policies")).isFalse();
        List<String> allowed = new ArrayList<>();
        for (Object policy : list("Resources", role, "Properties", "Policies")) {
            Map<?, ?> document = (Map<?, ?>) ((Map<?, ?>) policy).get("PolicyDocument");
            for (Object each : (List<?>) document.get("Statement")) {
                Map<?, ?> statement = (Map<?, ?>) each;
                assertThat(statement.get("Effect")).isEqualTo("Allow");
                for (Object resource : resources(statement.get("Resource"))) {
                    for (Object action : (List<?>) statement.get("Action")) {
                        allowed.add(action + " " + named(resource) + condition(statement));
                    }
                }
            }
        }
        return allowed;
    }

    private static List<?> resources(Object resource) {
        return resource instanceof List<?> several ? several : List.of(resource);
    }

    private static String named(Object resource) {
        return resource instanceof Map<?, ?> function
                ? function.values().iterator().next().toString()
                : resource.toString();
    }

    private static String condition(Map<?, ?> statement) {
        if (!(statement.get("Condition") instanceof Map<?, ?> condition)) {
            return "";
        }
        Map.Entry<?, ?> operator = condition.entrySet().iterator().next();
        Map.Entry<?, ?> key =
                ((Map<?, ?>) operator.getValue()).entrySet().iterator().next();
        return " if " + operator.getKey() + " " + key.getKey() + "=" + key.getValue();
    }

    private static final class WithFunctions extends SafeConstructor {
        private WithFunctions() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    Object argument = switch (node) {
                        case ScalarNode scalar -> scalar.getValue();
                        case SequenceNode sequence -> constructSequence(sequence);
                        case MappingNode mapping -> constructMapping(mapping);
                        default -> throw new IllegalStateException("no such node: " + node);
                    };
                    return Map.of(node.getTag().getValue(), argument);
                }
            });
        }
    }
}
