package dev.konomi.tenant.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a place in a file may hold. The reader and the JSON Schema are both made of this. */
sealed interface Shape {
    /** In words, for whoever wrote something else. */
    String words();

    /**
     * A text.
     *
     * @param pattern regular expression that the whole of it matches
     * @param form the pattern in words
     */
    record Text(
            int minLength,
            int maxLength,
            @Nullable String pattern,
            @Nullable String form) implements Shape {
        static Text upTo(int maxLength) {
            return new Text(1, maxLength, null, null);
        }

        @Override
        public String words() {
            return form == null ? "a text of " + minLength + " to " + maxLength + " characters" : form;
        }
    }

    /** A whole number. */
    record Whole(long min, long max) implements Shape {
        @Override
        public String words() {
            return "a whole number from " + min + " to " + max;
        }
    }

    /** Yes or no. */
    record Flag() implements Shape {
        @Override
        public String words() {
            return "true or false";
        }
    }

    /** A list. */
    record Listing(Shape item, int minItems, int maxItems) implements Shape {
        @Override
        public String words() {
            return "a list of " + minItems + " to " + maxItems + " entries";
        }
    }

    /** A mapping with these fields and no others. */
    record Fields(List<Field> fields) implements Shape {
        static Fields of(Field... fields) {
            return new Fields(List.of(fields));
        }

        @Override
        public String words() {
            return "a mapping with "
                    + String.join(", ", fields.stream().map(Field::name).toList());
        }
    }

    /** A mapping whose names mean nothing here: numbers, texts, flags, and lists and mappings of them. */
    record Tree() implements Shape {
        @Override
        public String words() {
            return "a mapping of settings";
        }
    }

    /** One field of a mapping. */
    record Field(String name, boolean required, String description, Shape shape) {
        static Field required(String name, String description, Shape shape) {
            return new Field(name, true, description, shape);
        }

        static Field optional(String name, String description, Shape shape) {
            return new Field(name, false, description, shape);
        }
    }
}
