package dev.ebb.local;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/**
 * Where this build is. The command runs from the directory it was compiled to, so its samples are found from there,
 * whatever the working directory.
 */
final class Repository {

    private Repository() {}

    /** The root of the repository: the command is compiled to {@code functions/local/target/classes}. */
    static Path ofThisBuild() {
        URL classes = Main.class.getProtectionDomain().getCodeSource().getLocation();
        try {
            return Path.of(classes.toURI()).resolve("../../../..").normalize();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("not a path: " + classes, impossible);
        }
    }
}
