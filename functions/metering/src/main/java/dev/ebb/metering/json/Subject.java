package dev.ebb.metering.json;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Names;
import dev.ebb.metering.ReplicaId;
import java.util.Optional;

/** What an event is about. */
sealed interface Subject {

    /** Whose it is. */
    String account();

    /** {@code accounts/{account}}. */
    record OfAccount(String account) implements Subject {}

    /** {@code accounts/{account}/deployments/{deployment}}. */
    record OfDeployment(DeploymentId deployment) implements Subject {
        @Override
        public String account() {
            return deployment.account();
        }
    }

    /** {@code accounts/{account}/deployments/{deployment}/replicas/{replica}}. */
    record OfReplica(ReplicaId replica) implements Subject {
        @Override
        public String account() {
            return replica.deployment().account();
        }
    }

    /** As an event has it. */
    default String text() {
        return switch (this) {
            case OfAccount of -> "accounts/" + of.account();
            case OfDeployment of -> deployment(of.deployment());
            case OfReplica of ->
                deployment(of.replica().deployment()) + "/replicas/"
                        + of.replica().name();
        };
    }

    private static String deployment(DeploymentId id) {
        return "accounts/" + id.account() + "/deployments/" + id.name();
    }

    /** Reads a subject of any kind. */
    static Optional<Subject> of(String text) {
        String[] parts = text.split("/", -1);
        boolean accountFits = parts.length >= 2 && parts[0].equals("accounts") && isId(parts[1]);
        if (accountFits && parts.length == 2) {
            return Optional.of(new OfAccount(parts[1]));
        }
        if (!accountFits || parts.length < 4 || !parts[2].equals("deployments") || !isId(parts[3])) {
            return Optional.empty();
        }
        DeploymentId deployment = new DeploymentId(parts[1], parts[3]);
        if (parts.length == 4) {
            return Optional.of(new OfDeployment(deployment));
        }
        boolean replicaFits = parts.length == 6 && parts[4].equals("replicas") && isId(parts[5]);
        return replicaFits ? Optional.of(new OfReplica(new ReplicaId(deployment, parts[5]))) : Optional.empty();
    }

    /** The account of a subject whose rest may be wrong. */
    static Optional<String> account(String text) {
        String[] parts = text.split("/", 3);
        boolean fits = parts.length >= 2 && parts[0].equals("accounts") && isId(parts[1]);
        return fits ? Optional.of(parts[1]) : Optional.empty();
    }

    private static boolean isId(String text) {
        return Names.ID.matcher(text).matches();
    }
}
