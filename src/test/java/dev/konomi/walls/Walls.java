package dev.konomi.walls;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The walls of the house, each below a root package: {@code dev.konomi}, or a planted one that breaches them. */
final class Walls {
    private static final Set<String> SAYS_NOTHING =
            Set.of("util", "utils", "common", "model", "impl", "helper", "misc");
    private static final Set<String> NOT_IN_THE_ENGINE =
            Set.of("jakarta.", "io.quarkus.", "io.smallrye.", "org.eclipse.microprofile.", "org.hibernate.");

    /** Libraries that have one door each. */
    private static final Map<String, String> DOORS = Map.of(
            "ai.onnxruntime.", "engine.runtime",
            "ai.onnx.proto.", "engine.onnx",
            "io.minio.", "artefact",
            "io.zonky.", "bootstrap",
            "com.sun.jna.", "launch");

    private final String root;

    Walls(String root) {
        this.root = root;
    }

    ArchRule importsGoDownTheTable() {
        return each("import only what the table of rooms allows", (type, events) -> {
            Optional<String> room = room(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                Optional<String> other = room(dependency.getTargetClass());
                if (room.isPresent() && other.isPresent() && !Rooms.mayImport(room.get(), other.get())) {
                    breach(events, type, room.get() + " imports " + other.get() + ": " + dependency.getDescription());
                }
            }
        });
    }

    ArchRule everyPackageIsARoom() {
        return each("live in a room of the table", (type, events) -> {
            if (!packageOf(type).isEmpty() && room(type).isEmpty()) {
                breach(events, type, packageOf(type) + " is no room");
            }
        });
    }

    ArchRule noPackageSaysNothing() {
        return each("live in a package whose name says something", (type, events) -> {
            String name = packageOf(type);
            boolean empty = Arrays.stream(name.split("\\.")).anyMatch(SAYS_NOTHING::contains);
            if (empty && !name.equals("engine.model")) {
                breach(events, type, name + " says nothing");
            }
        });
    }

    ArchRule httpIsTheTopStep() {
        return each("use jakarta.ws.rs only in web and in classes named *Resource", (type, events) -> {
            boolean allowed = room(type).filter("web"::equals).isPresent()
                    || outermost(type).getSimpleName().endsWith("Resource");
            if (!allowed) {
                uses(type, "jakarta.ws.rs.", events);
            }
        });
    }

    ArchRule everyLibraryHasOneDoor() {
        return each(
                "reach a library through its door",
                (type, events) -> DOORS.forEach((library, door) -> {
                    if (room(type).filter(door::equals).isEmpty()) {
                        uses(type, library, events);
                    }
                }));
    }

    ArchRule theEngineKnowsNoServer() {
        return each("keep CDI, JPA, JAX-RS and configuration out of the engine", (type, events) -> {
            if (packageOf(type).startsWith("engine.")) {
                NOT_IN_THE_ENGINE.forEach(library -> uses(type, library, events));
            }
        });
    }

    ArchRule nothingIsInjectedIntoFields() {
        return each("take what they need through the constructor", (type, events) -> {
            for (JavaField field : type.getFields()) {
                boolean injected = field.getAnnotations().stream()
                        .map(annotation -> annotation.getRawType().getName())
                        .anyMatch(Set.of(
                                "jakarta.inject.Inject",
                                "org.eclipse.microprofile.config.inject.ConfigProperty",
                                "jakarta.persistence.PersistenceContext")::contains);
                if (injected) {
                    breach(events, type, "injected: " + field.getDescription());
                }
            }
        });
    }

    private static void uses(JavaClass type, String library, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
                .filter(d -> d.getTargetClass().getName().startsWith(library))
                .findFirst()
                .ifPresent(d -> breach(events, type, d.getDescription()));
    }

    private Optional<String> room(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith(root + ".") ? Rooms.of(name.substring(root.length() + 1)) : Optional.empty();
    }

    private String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(root + ".") ? name.substring(root.length() + 1) : "";
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static void breach(ConditionEvents events, JavaClass type, String message) {
        events.add(SimpleConditionEvent.violated(type, type.getName() + ": " + message));
    }

    private interface Check {
        void check(JavaClass type, ConditionEvents events);
    }

    private static ArchRule each(String description, Check check) {
        return ArchRuleDefinition.classes().should(new ArchCondition<JavaClass>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.check(type, events);
            }
        });
    }
}
