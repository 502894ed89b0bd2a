package dev.ebb.metering;

/**
 * One running server of a deployment. The name is never reused for another server.
 *
 * @param deployment the deployment that it serves
 * @param name unique within the deployment; a {@linkplain Names#ID valid id}
 */
public record ReplicaId(DeploymentId deployment, String name) {

    /** @throws IllegalArgumentException if the name is no valid id */
    public ReplicaId {
        Names.requireId("replica", name);
    }

    @Override
    public String toString() {
        return deployment + "/" + name;
    }
}
