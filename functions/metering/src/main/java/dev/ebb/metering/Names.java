package dev.ebb.metering;

import java.util.regex.Pattern;

/** The rules for what may be a name: ids in subjects, and identifiers that a price book refers to. */
public final class Names {

    /** Accounts, deployments and replicas: 1 to 63 characters that are safe in keys, addresses and file names. */
    public static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** Accelerators, regions and models: 1 to 128 printable ASCII characters, none of them a space. */
    public static final Pattern IDENTIFIER = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private Names() {}

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
