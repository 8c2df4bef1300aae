package dev.konomi.tenant.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.tenant.file.Shape.Field;
import dev.konomi.tenant.file.Shape.Fields;
import dev.konomi.tenant.file.Shape.Listing;
import dev.konomi.tenant.file.Shape.Text;
import dev.konomi.tenant.file.Shape.Whole;

/** Writes a shape as JSON Schema, draft 2020-12. */
final class ShapeSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ShapeSchema() {}

    static ObjectNode of(Fields file, String title) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.setAll(of(file));
        return schema;
    }

    private static ObjectNode of(Shape shape) {
        ObjectNode schema = JSON.createObjectNode();
        if (shape instanceof Text text) {
            schema.put("type", "string").put("minLength", text.minLength()).put("maxLength", text.maxLength());
            if (text.pattern() != null) {
                schema.put("pattern", "^" + text.pattern() + "$");
            } else if (text.minLength() > 0) {
                schema.put("pattern", "\\S");
            }
        } else if (shape instanceof Whole whole) {
            schema.put("type", "integer").put("minimum", whole.min()).put("maximum", whole.max());
        } else if (shape instanceof Shape.Flag) {
            schema.put("type", "boolean");
        } else if (shape instanceof Listing listing) {
            schema.put("type", "array").put("minItems", listing.minItems()).put("maxItems", listing.maxItems());
            schema.set("items", of(listing.item()));
        } else if (shape instanceof Shape.Tree) {
            schema.put("type", "object");
        } else if (shape instanceof Fields fields) {
            fields(schema, fields);
        } else {
            throw new IllegalArgumentException("expected a known shape, found " + shape);
        }
        return schema;
    }

    private static void fields(ObjectNode schema, Fields fields) {
        schema.put("type", "object").put("additionalProperties", false);
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (Field field : fields.fields()) {
            if (field.required()) {
                required.add(field.name());
            }
            ObjectNode property = properties.putObject(field.name());
            property.put("description", field.description());
            property.setAll(of(field.shape()));
        }
    }
}
