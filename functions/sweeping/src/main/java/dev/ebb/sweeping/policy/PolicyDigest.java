package dev.ebb.sweeping.policy;

import dev.ebb.metering.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Tells whether two policies in force say the same: their digests are equal exactly when their values are, wherever those
 * came from. Idleness begins anew when it changes, so changing the encoding makes everything wait once more.
 */
public final class PolicyDigest {

    private PolicyDigest() {}

    /** 43 characters of base64url. */
    public static String of(InForce inForce) {
        Policy policy = inForce.policy();
        Policy.Scaling scaling = policy.scaling();
        Policy.Limits limits = policy.limits();
        String values = "valid=" + inForce.isValid()
                + "\nmode=" + policy.mode().word()
                + "\nwarnAfter=" + policy.warnAfter()
                + "\nzeroAfter=" + policy.zeroAfter()
                + "\ndeleteAfter=" + policy.deleteAfter()
                + "\ncoverMinimum=" + policy.coverMinimum()
                + "\nwake=" + policy.wake()
                + "\ndamping=" + policy.damping()
                + "\nkeepWarm="
                + policy.keepWarm().stream().map(PolicyDigest::text).collect(Collectors.joining(";"))
                + "\nstopWithin=" + policy.stopWithin()
                + "\nscale=" + scaling.scale()
                + "\nscaleUpWindow=" + scaling.upWindow()
                + "\nscaleDownWindow=" + scaling.downWindow()
                + "\ntargetConcurrency="
                + scaling.targetConcurrency().stripTrailingZeros().toPlainString()
                + "\nlimits=" + limits.actionsPerSweep() + "," + limits.fleetPercent() + ","
                + limits.deletionsPerHour();
        return Sha256.base64Url(values.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(KeepWarm window) {
        return window.days().stream().sorted().toList() + " " + window.from() + " " + window.to() + " "
                + window.zone().getId();
    }
}
