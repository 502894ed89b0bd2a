package dev.ebb.metering;

import java.util.regex.Pattern;

/** The rules for what may be a name: ids in subjects, and identifiers that a price book refers to. */
public final class Names {

    /** Accounts, deployments and replicas: 1 to 63 characters that are safe in keys, addresses and file names. */
    public static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** Accelerators, regions and models: 1 to 128 printable ASCII characters, none of them a space. */
    public static final Pattern IDENTIFIER = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** People, as they call themselves: 1 to 128 characters, not all blank, none of which controls or hides others. */
    private static final Pattern PERSON = Pattern.compile("(?=.*\\S)\\P{C}{1,128}");

    private Names() {}

    /**
     * Refuses what nobody could be called.
     *
     * @throws IllegalArgumentException if it is blank or too long, or has control characters
     */
    public static void requirePerson(String field, String value) {
        if (!PERSON.matcher(value).matches()) {
            throw new IllegalArgumentException(field
                    + ": must be 1 to 128 characters, not blank and without control characters, is \"" + value + "\"");
        }
    }

    static void requireId(String field, String value) {
        if (!ID.matcher(value).matches()) {
            throw new IllegalArgumentException(field + ": must match " + ID + ", is \"" + value + "\"");
        }
    }

    static void requireIdentifier(String field, String value) {
        if (!IDENTIFIER.matcher(value).matches()) {
            throw new IllegalArgumentException(field + ": must match " + IDENTIFIER + ", is \"" + value + "\"");
        }
    }
}
