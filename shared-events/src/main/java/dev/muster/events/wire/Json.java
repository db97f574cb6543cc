package dev.muster.events.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.module.SimpleSerializers;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.muster.events.DrEvent;
import dev.muster.events.HealthEvent.AlertReceived;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON form of records: ids as plain values, times and durations as ISO 8601, alternatives
 * of a sealed type told apart by {@code type}, keys and sets sorted so that equal values have equal
 * bytes.
 */
final class Json {

    /** Larger than any event of ours and small enough never to hurt. */
    static final int MAX_BYTES = 1 << 20;

    private Json() {}

    static final ObjectMapper MAPPER = mapper();

    private static ObjectMapper mapper() {
        var constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(40)
                        .maxStringLength(256 * 1024)
                        .maxNumberLength(40)
                        .maxDocumentLength(MAX_BYTES)
                        .build();
        var factory = JsonFactory.builder().streamReadConstraints(constraints).build();
        return JsonMapper.builder(factory)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(ownForms())
                .annotationIntrospector(new RecordForm())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static SimpleModule ownForms() {
        return new SimpleModule() {
            @Override
            public void setupModule(SetupContext context) {
                super.setupModule(context);
                context.addBeanSerializerModifier(new SortedSets());
                var alerts = new SimpleSerializers();
                alerts.addSerializer(AlertReceived.class, new AlertForm());
                context.addSerializers(alerts);
            }
        };
    }

    /** Reads the shape of our records without an annotation on any of them. */
    private static final class RecordForm extends JacksonAnnotationIntrospector {

        @Override
        public @Nullable Boolean hasAsValue(Annotated annotated) {
            if (annotated instanceof AnnotatedMethod method
                    && method.getName().equals("value")
                    && isSingleValue(method.getDeclaringClass())) {
                return true;
            }
            return super.hasAsValue(annotated);
        }

        @Override
        public JsonCreator.@Nullable Mode findCreatorAnnotation(
                MapperConfig<?> config, Annotated annotated) {
            if (annotated instanceof AnnotatedConstructor constructor
                    && isSingleValue(constructor.getDeclaringClass())) {
                return JsonCreator.Mode.DELEGATING;
            }
            return super.findCreatorAnnotation(config, annotated);
        }

        @Override
        public @Nullable TypeResolverBuilder<?> findTypeResolver(
                MapperConfig<?> config, AnnotatedClass annotated, JavaType baseType) {
            return sealedRoot(annotated.getRawType()).isPresent()
                    ? new StdTypeResolverBuilder(
                            JsonTypeInfo.Value.construct(
                                    JsonTypeInfo.Id.NAME,
                                    JsonTypeInfo.As.PROPERTY,
                                    "type",
                                    null,
                                    false,
                                    null))
                    : super.findTypeResolver(config, annotated, baseType);
        }

        @Override
        public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
            var type = annotated.getRawType();
            if (type == null || !isSealedRoot(type)) {
                return super.findSubtypes(annotated);
            }
            var subtypes = new ArrayList<NamedType>();
            collect(type, subtypes);
            return subtypes;
        }

        @Override
        public @Nullable String findTypeName(AnnotatedClass annotated) {
            return sealedRoot(annotated.getRawType()).isPresent()
                            && annotated.getRawType().isRecord()
                    ? annotated.getRawType().getSimpleName()
                    : super.findTypeName(annotated);
        }

        private static void collect(Class<?> type, List<NamedType> into) {
            for (var permitted : permitted(type)) {
                if (permitted.isRecord()) {
                    into.add(new NamedType(permitted, permitted.getSimpleName()));
                } else {
                    collect(permitted, into);
                }
            }
        }

        private static Class<?>[] permitted(Class<?> type) {
            var permitted = type.getPermittedSubclasses();
            return permitted == null ? new Class<?>[0] : permitted;
        }

        private static boolean isSingleValue(Class<?> type) {
            return type.isRecord()
                    && type.getRecordComponents().length == 1
                    && type.getRecordComponents()[0].getName().equals("value")
                    && type.getPackageName().startsWith("dev.muster.");
        }

        /** Events are told apart by their CloudEvents type, outside of the JSON. */
        private static boolean isSealedRoot(Class<?> type) {
            return type.isSealed()
                    && type.getPackageName().startsWith("dev.muster.")
                    && !DrEvent.class.isAssignableFrom(type);
        }

        private static Optional<Class<?>> sealedRoot(Class<?> type) {
            if (isSealedRoot(type)) {
                return Optional.of(type);
            }
            return Arrays.stream(type.getInterfaces())
                    .map(RecordForm::sealedRoot)
                    .flatMap(Optional::stream)
                    .findFirst();
        }
    }

    /** Sets have no order of their own; on the wire they are sorted by their text. */
    private static final class SortedSets extends BeanSerializerModifier {
        @Override
        public JsonSerializer<?> modifyCollectionSerializer(
                SerializationConfig config,
                CollectionType type,
                BeanDescription description,
                JsonSerializer<?> serializer) {
            return Set.class.isAssignableFrom(type.getRawClass()) ? new SortedSet() : serializer;
        }
    }

    private static final class SortedSet extends JsonSerializer<Set<?>> {
        @Override
        public void serialize(Set<?> set, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            var sorted = new ArrayList<Object>(set);
            sorted.sort(Comparator.comparing(String::valueOf));
            out.writeStartArray();
            for (var item : sorted) {
                provider.defaultSerializeValue(item, out);
            }
            out.writeEndArray();
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Set<?> set) {
            return set.isEmpty();
        }
    }
}
