package dev.ebb.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code write-units}: what DynamoDB charges for usual work, as a Markdown table. */
@Command(
        name = "write-units",
        description = "Counts the write units of usual work on a fresh table, from the requests that the code sends.",
        mixinStandardHelpOptions = true)
final class WriteUnitsCommand implements Callable<Integer> {

    private static final String BEGIN = "<!-- write-units -->\n";
    private static final String END = "<!-- /write-units -->";

    private final Surroundings surroundings;

    @Option(
            names = "--readme",
            paramLabel = "FILE",
            description = "Write the table there, between <!-- write-units --> and <!-- /write-units -->")
    private @Nullable Path readme;

    WriteUnitsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String text = readme == null
                ? table(TypicalWork.counted())
                : replaced(readme, new String(InputFiles.bytes("--readme", readme), StandardCharsets.UTF_8));
        InputFiles.write(text.getBytes(StandardCharsets.UTF_8), readme, surroundings.out());
        return 0;
    }

    private static String replaced(Path file, String text) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new InputException(
                    "--readme: " + file + ": must have a line " + BEGIN.strip() + " and after it " + END);
        }
        return text.substring(0, begin + BEGIN.length()) + table(TypicalWork.counted()) + text.substring(end);
    }

    private static String table(List<TypicalWork.Row> rows) {
        StringBuilder table = new StringBuilder("| work | write units | of which |\n|---|---:|---|\n");
        for (TypicalWork.Row row : rows) {
            table.append("| ")
                    .append(row.work())
                    .append(" | ")
                    .append(row.each().stripTrailingZeros().toPlainString())
                    .append(" per ")
                    .append(row.piece())
                    .append(" | ")
                    .append(row.units())
                    .append(" |\n");
        }
        return table.toString();
    }
}
