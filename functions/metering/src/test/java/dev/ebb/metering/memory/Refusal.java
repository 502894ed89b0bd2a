package dev.ebb.metering.memory;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** The exceptions that DynamoDB answers with. */
final class Refusal {

    private static final String FAILED = "The conditional request failed";

    private Refusal() {}

    /** A request that is wrong in itself. */
    static DynamoDbException invalid(String message) {
        return (DynamoDbException) filled(DynamoDbException.builder(), "ValidationException", message);
    }

    static ResourceNotFoundException noTable(String name) {
        return (ResourceNotFoundException)
                filled(ResourceNotFoundException.builder(), "ResourceNotFoundException", "no table " + name);
    }

    /** @param item the item that did not meet the condition; null if the request did not ask for it */
    static ConditionalCheckFailedException condition(@Nullable Map<String, AttributeValue> item) {
        ConditionalCheckFailedException.Builder refused = ConditionalCheckFailedException.builder();
        if (item != null) {
            refused.item(item);
        }
        return (ConditionalCheckFailedException) filled(refused, "ConditionalCheckFailedException", FAILED);
    }

    /** @param reasons one an action, in their order */
    static TransactionCanceledException cancelled(List<CancellationReason> reasons) {
        return (TransactionCanceledException) filled(
                TransactionCanceledException.builder().cancellationReasons(reasons),
                "TransactionCanceledException",
                "Transaction cancelled: " + reasons);
    }

    static IdempotentParameterMismatchException tokenReused() {
        return (IdempotentParameterMismatchException) filled(
                IdempotentParameterMismatchException.builder(),
                "IdempotentParameterMismatchException",
                "The token was used for another request");
    }

    static CancellationReason none() {
        return CancellationReason.builder().code("None").build();
    }

    static CancellationReason conditionReason(@Nullable Map<String, AttributeValue> item) {
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .message(FAILED)
                .item(item)
                .build();
    }

    static CancellationReason invalidReason(String message) {
        return CancellationReason.builder()
                .code("ValidationError")
                .message(message)
                .build();
    }

    private static AwsServiceException filled(AwsServiceException.Builder exception, String code, String message) {
        return exception
                .message(message)
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("DynamoDB")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
