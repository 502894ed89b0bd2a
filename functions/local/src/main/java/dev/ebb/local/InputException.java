package dev.ebb.local;

/** Something that the user gave cannot be used. Its message is for people; the command ends with status 1. */
final class InputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InputException(String message) {
        super(message);
    }

    InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
