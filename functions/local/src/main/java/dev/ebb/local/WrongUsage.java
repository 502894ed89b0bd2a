package dev.ebb.local;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Options that do not go together, or lack another: status 2, with the command's own help. */
final class WrongUsage {

    private WrongUsage() {}

    /**
     * To be thrown.
     *
     * @param command as picocli has given it to the command, or to its mixin
     */
    static ParameterException of(@Nullable CommandSpec command, String message) {
        if (command == null) {
            throw new IllegalStateException("not a command");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
