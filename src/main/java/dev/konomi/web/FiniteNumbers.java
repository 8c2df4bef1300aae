package dev.konomi.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Floating-point fields take finite JSON numbers only: neither "NaN" in quotes nor 1e999, which reads as infinity. */
final class FiniteNumbers extends SimpleModule {
    FiniteNumbers() {
        super("finite-numbers");
        addDeserializer(Double.class, new FiniteDouble(null));
        addDeserializer(Double.TYPE, new FiniteDouble(0.0));
        addDeserializer(Float.class, new FiniteFloat(null));
        addDeserializer(Float.TYPE, new FiniteFloat(0f));
    }

    private static double finite(JsonParser json, DeserializationContext context, Class<?> type, double limit)
            throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_FLOAT && json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            return (double) context.handleUnexpectedToken(type, json);
        }
        double value = json.getDoubleValue();
        if (!(Math.abs(value) <= limit)) {
            throw context.weirdNumberException(value, type, "must be a finite number");
        }
        return value;
    }

    private static final class FiniteDouble extends StdScalarDeserializer<Double> {
        private final transient @Nullable Double absent;

        FiniteDouble(@Nullable Double absent) {
            super(Double.class);
            this.absent = absent;
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return finite(json, context, Double.class, Double.MAX_VALUE);
        }

        @Override
        public @Nullable Double getNullValue(DeserializationContext context) {
            return absent;
        }
    }

    private static final class FiniteFloat extends StdScalarDeserializer<Float> {
        private final transient @Nullable Float absent;

        FiniteFloat(@Nullable Float absent) {
            super(Float.class);
            this.absent = absent;
        }

        @Override
        public Float deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return (float) finite(json, context, Float.class, Float.MAX_VALUE);
        }

        @Override
        public @Nullable Float getNullValue(DeserializationContext context) {
            return absent;
        }
    }
}
