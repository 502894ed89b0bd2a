package dev.ebb.local;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Options that say which running Ebb a command concerns: this machine's, unless told. */
final class Connection {

    /** Where {@code serve} is unless told. */
    static final int DEFAULT_PORT = 8000;

    /** The stack's output that names its table; {@code template.yaml} has it. */
    static final String TABLE_OUTPUT = "TableName";

    /** Where that is. */
    static final URI DEFAULT_ENDPOINT = URI.create("http://127.0.0.1:" + DEFAULT_PORT);

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            converter = EndpointConverter.class,
            description = "A table that `ebb serve` keeps; default: http://127.0.0.1:8000")
    private @Nullable URI endpoint;

    @Option(names = "--stack", paramLabel = "NAME", description = "A deployed Ebb, by the name of its stack")
    private @Nullable String stack;

    @Option(names = "--region", paramLabel = "REGION", description = "Where that is; default: your AWS settings")
    private @Nullable String region;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The table's name, if it is not the stack's, or not \"ebb\"")
    private @Nullable String table;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** A table, and the client that reaches it. */
    record Access(DynamoDbClient client, String table) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }

    /** A client for a table that {@code serve} keeps. It asks for credentials and region, and looks at neither. */
    static DynamoDbClient local(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** @throws InputException if there is no such stack, or it has no table */
    Access open() {
        if (isLocal()) {
            URI address = endpoint != null ? endpoint : DEFAULT_ENDPOINT;
            return checked(address, new Access(local(address), table != null ? table : EmbeddedTable.NAME));
        }
        if (endpoint != null) {
            throw WrongUsage.of(
                    command, "--endpoint is for a local Ebb; it cannot be combined with --stack or --region");
        }
        String name = table;
        if (name == null) {
            if (stack == null) {
                throw WrongUsage.of(command, "--region needs --stack NAME or --table NAME beside it");
            }
            name = tableOf(stack);
        }
        return new Access(inRegion(DynamoDbClient.builder()).build(), name);
    }

    /** Better said once, and at once, than by whichever call comes first. */
    private static Access checked(URI address, Access access) {
        try {
            access.client().describeTable(r -> r.tableName(access.table()));
            return access;
        } catch (SdkClientException unreachable) {
            access.close();
            throw new InputException(
                    "nothing answers at " + address + ": start it with `ebb serve`, or say where with --endpoint or"
                            + " --stack",
                    unreachable);
        }
    }

    /** Whether it is a table on this machine. */
    boolean isLocal() {
        return stack == null && region == null;
    }

    /** Reads an endpoint. */
    static final class EndpointConverter implements CommandLine.ITypeConverter<URI> {
        private static final List<String> SCHEMES = List.of("http", "https");

        @Override
        public URI convert(String text) {
            URI address = parsed(text);
            if (address == null || address.getHost() == null || !SCHEMES.contains(address.getScheme())) {
                throw new CommandLine.TypeConversionException(
                        "must be a URL such as " + DEFAULT_ENDPOINT + ", is \"" + text + "\"");
            }
            return address;
        }

        private static @Nullable URI parsed(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException malformed) {
                return null;
            }
        }
    }

    /** In words, for messages. */
    String where() {
        if (stack != null) {
            return "stack " + stack;
        }
        return region != null ? "region " + region : "" + (endpoint != null ? endpoint : DEFAULT_ENDPOINT);
    }

    private String tableOf(String name) {
        String found = outputs(name).get(TABLE_OUTPUT);
        if (found == null) {
            throw new InputException(
                    "--stack: " + name + " has no output " + TABLE_OUTPUT + "; name the table with --table");
        }
        return found;
    }

    /**
     * What the stack says of itself, by name.
     *
     * @throws CommandLine.ParameterException if no stack is named
     */
    Map<String, String> outputs() {
        if (stack == null) {
            throw WrongUsage.of(command, "--stack NAME must be given: its outputs name queues and topic");
        }
        return outputs(stack);
    }

    private Map<String, String> outputs(String name) {
        try (CloudFormationClient formation =
                inRegion(CloudFormationClient.builder()).build()) {
            return formation.describeStacks(r -> r.stackName(name)).stacks().stream()
                    .flatMap(found -> found.outputs().stream())
                    .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
        } catch (CloudFormationException refused) {
            throw new InputException(
                    "--stack: " + name + ": " + refused.awsErrorDetails().errorMessage(), refused);
        }
    }

    /** Where that is, if somebody said so. */
    Optional<Region> region() {
        return Optional.ofNullable(region).map(Region::of);
    }

    /** A builder of a client there. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B inRegion(B builder) {
        builder.httpClient(UrlConnectionHttpClient.create());
        return region == null ? builder : builder.region(Region.of(region));
    }
}
