package dev.ebb.metering.lambda;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/** Refuses every call on the table while it is on, as a table does that is too busy. */
final class TableThrottle implements ExecutionInterceptor {

    private final AtomicBoolean on = new AtomicBoolean();
    private final AtomicInteger refusals = new AtomicInteger();

    void on() {
        on.set(true);
    }

    void off() {
        on.set(false);
    }

    boolean isOn() {
        return on.get();
    }

    int refusals() {
        return refusals.get();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (on.get()) {
            refusals.incrementAndGet();
            throw ProvisionedThroughputExceededException.builder()
                    .message("too busy, says the test")
                    .statusCode(400)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("ProvisionedThroughputExceededException")
                            .serviceName("DynamoDb")
                            .sdkHttpResponse(
                                    SdkHttpResponse.builder().statusCode(400).build())
                            .build())
                    .build();
        }
    }
}
