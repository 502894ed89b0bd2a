package dev.ebb.metering;

import java.util.Comparator;

/**
 * A deployment: a model served on dedicated GPUs for one account.
 *
 * @param account who is billed; a {@linkplain Names#ID valid id}
 * @param name unique within the account; a {@linkplain Names#ID valid id}
 */
public record DeploymentId(String account, String name) implements Comparable<DeploymentId> {

    private static final Comparator<DeploymentId> ORDER =
            Comparator.comparing(DeploymentId::account).thenComparing(DeploymentId::name);

    /** @throws IllegalArgumentException if either part is no valid id */
    public DeploymentId {
        Names.requireId("account", account);
        Names.requireId("deployment", name);
    }

    @Override
    public int compareTo(DeploymentId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return account + "/" + name;
    }
}
