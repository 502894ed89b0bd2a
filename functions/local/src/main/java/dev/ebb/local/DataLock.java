package dev.ebb.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second {@code serve} out of a directory: two engines on one database lose writes. */
final class DataLock implements AutoCloseable {

    private static final String NAME = "ebb-serve.lock";

    private final @Nullable FileChannel channel;

    private DataLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory, until it is closed or the process ends.
     *
     * @param directory null for none, which nobody else can have
     * @throws InputException if another process has it
     */
    static DataLock of(@Nullable Path directory) {
        if (directory == null) {
            return new DataLock(null);
        }
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new InputException("--data: another `ebb serve` uses " + directory);
            }
            return new DataLock(channel);
        } catch (IOException refused) {
            throw new InputException("--data: cannot use " + directory + ": " + InputFiles.why(refused), refused);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
