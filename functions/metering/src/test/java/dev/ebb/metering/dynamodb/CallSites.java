package dev.ebb.metering.dynamodb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every line of the writing adapters that asks the table for something, read from their class files. */
final class CallSites {

    /** What writes, or reads in order to write. A test holds this list to the package. */
    static final List<String> ADAPTERS = List.of(
            "AddedEvents",
            "Announcements",
            "ChargeMarks",
            "DeploymentStore",
            "DynamoLedger",
            "DynamoQuarantine",
            "Heartbeats",
            "IdleVoids",
            "LostReplicas",
            "Registry",
            "ReplicaPages",
            "ReplicaWriter",
            "Sightings",
            "Voids");

    /** What only reads, for statements and people, and what looks at the fleet, which makes due at most. */
    static final List<String> READERS = List.of(
            "ActivityReader",
            "ChargeItem",
            "DurationSettings",
            "DynamoAccountHistory",
            "DynamoDismissals",
            "DynamoFleetWatch",
            "DynamoHistory",
            "DynamoIngestion",
            "DynamoLateEvents",
            "DynamoLiveMeters",
            "DynamoRecordings",
            "DynamoUsage",
            "ListedAccounts",
            "StateReader",
            "TokenReader",
            "UpStretch",
            "UsageReader");

    private static final Set<String> CALLS =
            Set.of("get", "getAll", "query", "first", "walk", "update", "putIfAbsent", "write");

    private CallSites() {}

    /** As class:line. */
    static Set<String> all() {
        Set<String> sites = new TreeSet<>();
        ADAPTERS.forEach(adapter -> sites.addAll(in(adapter)));
        return sites;
    }

    static Set<String> in(String adapter) {
        Set<String> sites = new TreeSet<>();
        for (MethodModel method : model(adapter).methods()) {
            method.code().ifPresent(code -> {
                int line = 0;
                for (CodeElement element : code) {
                    if (element instanceof LineNumber number) {
                        line = number.line();
                    }
                    if (element instanceof InvokeInstruction call
                            && call.owner().asInternalName().endsWith("/dynamodb/Table")
                            && CALLS.contains(call.name().stringValue())) {
                        sites.add(adapter + ":" + line);
                    }
                }
            });
        }
        return sites;
    }

    private static ClassModel model(String adapter) {
        try (InputStream in = CallSites.class.getResourceAsStream(adapter + ".class")) {
            if (in == null) {
                throw new IllegalStateException("no class " + adapter);
            }
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
