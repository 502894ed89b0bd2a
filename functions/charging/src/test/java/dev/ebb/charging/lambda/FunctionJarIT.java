package dev.ebb.charging.lambda;

import dev.ebb.metering.lambda.FunctionJarContract;
import java.nio.file.Path;
import java.util.List;

/** ComputeCharges' jar. */
class FunctionJarIT extends FunctionJarContract {

    @Override
    protected Path jar() {
        return Path.of("target", "charging-function.jar");
    }

    @Override
    protected List<String> needed() {
        return List.of(
                "dev/ebb/charging/lambda/ComputeChargesFunction.class",
                "dev/ebb/metering/dynamodb/DynamoUsage.class",
                "software/amazon/awssdk/services/sqs/SqsClient.class",
                "software/amazon/awssdk/services/sns/SnsClient.class",
                "software/amazon/awssdk/services/cloudwatch/CloudWatchClient.class");
    }
}
