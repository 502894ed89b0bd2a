package dev.ebb.local;

/** The process. */
public final class Main {

    private Main() {}

    /** Runs one command and ends with its status. */
    public static void main(String[] arguments) {
        int status = Ebb.run(Surroundings.ofProcess(), arguments);
        System.out.flush();
        // DynamoDB Local leaves threads behind that are not daemons.
        System.exit(status);
    }
}
