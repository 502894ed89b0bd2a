package dev.ebb.local;

import dev.ebb.charging.budgets.Label;
import dev.ebb.charging.budgets.Scope;
import dev.ebb.metering.Names;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say whose spend a command concerns. */
final class ScopeOptions {

    @Option(names = "--account", paramLabel = "ACCOUNT", required = true, description = "Whose")
    private String account = "";

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Only deployments with this label")
    private @Nullable String label;

    /** @throws InputException if it is no account's name */
    String account() {
        if (!Names.ID.matcher(account).matches()) {
            throw new InputException("--account: must match " + Names.ID + ", is \"" + Printable.of(account) + "\"");
        }
        return account;
    }

    boolean isLabelled() {
        return label != null;
    }

    /** @throws InputException if account or label are none */
    Scope scope() {
        account();
        if (label == null) {
            return new Scope.Account();
        }
        try {
            return new Scope.Labelled(Label.of(label));
        } catch (IllegalArgumentException wrong) {
            throw new InputException("--" + Printable.of(String.valueOf(wrong.getMessage())), wrong);
        }
    }
}
