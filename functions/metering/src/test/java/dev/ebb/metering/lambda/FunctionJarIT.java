package dev.ebb.metering.lambda;

import java.nio.file.Path;
import java.util.List;

/** MeterUsage's jar. */
class FunctionJarIT extends FunctionJarContract {

    @Override
    protected Path jar() {
        return Path.of("target", "metering-function.jar");
    }

    @Override
    protected List<String> needed() {
        return List.of("dev/ebb/metering/lambda/MeterUsageFunction.class");
    }
}
