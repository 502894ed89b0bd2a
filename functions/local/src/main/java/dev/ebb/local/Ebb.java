package dev.ebb.local;

import dev.ebb.charging.FinalisedPeriodException;
import dev.ebb.charging.invoicing.ClockBehindException;
import dev.ebb.charging.invoicing.DamagedInvoiceException;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.sweeping.ActionQueue;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The {@code ebb} command. Without a subcommand it is the demo. */
@Command(
        name = "ebb",
        description = "Meters GPU deployments and charges them by the GPU-second.",
        mixinStandardHelpOptions = true,
        version = "ebb 0.1.0",
        footer = {"", "Exit status: 0 done, 1 the input had something wrong, 2 wrong usage, 3 a gate was missed."})
public final class Ebb implements Callable<Integer> {

    private static final int FAILED = 1;

    private final Callable<Integer> byDefault;

    private Ebb(Callable<Integer> byDefault) {
        this.byDefault = byDefault;
    }

    /** Runs one command and returns the exit status. Throws nothing that a user or a table can cause. */
    static int run(Surroundings surroundings, String... arguments) {
        DemoCommand demo = new DemoCommand(surroundings);
        CommandLine line = new CommandLine(new Ebb(demo))
                .addSubcommand(demo)
                .addSubcommand(new ReplayCommand(surroundings))
                .addSubcommand(new SimulateCommand(surroundings))
                .addSubcommand(new ValidateCommand(surroundings))
                .addSubcommand(new WriteUnitsCommand(surroundings))
                .addSubcommand(new SampleCommand(surroundings))
                .addSubcommand(new ServeCommand(surroundings))
                .addSubcommand(new SendCommand(surroundings))
                .addSubcommand(new ChargeCommand(surroundings))
                .addSubcommand(new ExportCommand(surroundings))
                .addSubcommand(new ExplainCommand(surroundings))
                .addSubcommand(new InsightsCommand(surroundings))
                .addSubcommand(new QuarantineCommand(surroundings))
                .addSubcommand(new LostAfterCommand(surroundings))
                .addSubcommand(new BootWithinCommand(surroundings))
                .addSubcommand(EvidenceCommand.with(surroundings))
                .addSubcommand(InvoiceCommand.with(surroundings))
                .addSubcommand(CreditCommand.with(surroundings))
                .addSubcommand(PricesCommand.with(surroundings))
                .addSubcommand(AccountCommand.with(surroundings))
                .addSubcommand(AgreementCommand.with(surroundings))
                .addSubcommand(new BudgetCommand(surroundings))
                .addSubcommand(new SpendCommand(surroundings))
                .addSubcommand(new SweepCommand(surroundings))
                .addSubcommand(PolicyCommand.with(surroundings))
                .addSubcommand(new PinCommand(surroundings))
                .addSubcommand(new AuditCommand(surroundings))
                .addSubcommand(new DoctorCommand(surroundings));
        ActionCommands.all(surroundings).forEach(line::addSubcommand);
        SafetyCommands.all(surroundings).forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(surroundings.colour() ? Ansi.ON : Ansi.OFF));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            switch (failure) {
                case InputException wrong -> surroundings.err().println("ebb: " + wrong.getMessage());
                case ClockBehindException behind -> surroundings.err().println("ebb: " + behind.getMessage());
                case DamagedInvoiceException damaged -> surroundings.err().println("ebb: " + damaged.getMessage());
                case FinalisedPeriodException finalised -> surroundings.err().println("ebb: " + finalised.getMessage());
                case LedgerUnavailableException away -> surroundings.err().println("ebb: " + away.getMessage());
                case ActionQueue.QueueUnavailableException away ->
                    surroundings.err().println("ebb: " + away.getMessage());
                case ResourceNotFoundException missing ->
                    surroundings.err().println("ebb: there is no such table: " + missing.getMessage());
                case SdkClientException away -> surroundings.err().println("ebb: " + explained(away));
                case SdkException refused -> surroundings.err().println("ebb: " + refused.getMessage());
                default -> surroundings.err().println("ebb: " + unexpected(failure));
            }
            return FAILED;
        });
        CommandLine.IParameterExceptionHandler usual = line.getParameterExceptionHandler();
        line.setParameterExceptionHandler((wrong, all) -> {
            if (isValue(wrong)) {
                surroundings.err().println("ebb: " + said(wrong));
                return FAILED;
            }
            return usual.handleParseException(wrong, all);
        });
        line.setExecutionStrategy(parsed -> {
            refuseOptionsAsValues(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        return line.execute(arguments);
    }

    /** An option that takes several values would take a mistyped option for one of them. */
    private static void refuseOptionsAsValues(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        for (OptionSpec option : command.matchedOptions()) {
            if (option.arity().max() > 1) {
                List<String> mistyped = option.originalStringValues().stream()
                        .filter(value -> value.startsWith("--"))
                        .toList();
                if (!mistyped.isEmpty()) {
                    throw new CommandLine.UnmatchedArgumentException(
                            command.commandSpec().commandLine(), mistyped);
                }
            }
        }
    }

    /** Whether it is the value of an option that can't be used, and not the options that were used wrongly. */
    private static boolean isValue(ParameterException wrong) {
        return wrong.getArgSpec() != null
                && wrong.getArgSpec().isOption()
                && wrong.getCause() != null
                && wrong.getValue() != null;
    }

    private static String said(ParameterException wrong) {
        Class<?> type = wrong.getArgSpec().type();
        if (wrong.getArgSpec() instanceof OptionSpec option
                && List.of(int.class, long.class, Integer.class, Long.class).contains(type)) {
            return option.longestName() + ": must be a whole number, is \"" + Printable.of(wrong.getValue()) + "\"";
        }
        return Printable.of(String.valueOf(wrong.getMessage()));
    }

    /** In a sentence, with the place: whoever reports it can name it. */
    private static String unexpected(Exception failure) {
        String place = Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.ebb."))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
        return "this should not happen, please report it: " + Printable.of(String.valueOf(failure.getMessage())) + " ("
                + failure.getClass().getSimpleName() + place + ")";
    }

    private static String explained(SdkClientException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("Unable to load region")) {
            return "--region: give it, or set AWS_REGION";
        }
        if (message.startsWith("Unable to load credentials")) {
            return "no AWS credentials: run `aws configure` or `aws sso login`, or set them in the environment";
        }
        return message;
    }

    @Override
    public Integer call() throws Exception {
        return byDefault.call();
    }
}
