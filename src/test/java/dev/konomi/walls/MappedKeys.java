package dev.konomi.walls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The keys of a config mapping, by reflection. */
final class MappedKeys {
    /** A key, its Java type, and its default. */
    record Key(String name, String type, String standard) {
        @Override
        public String toString() {
            return name + " : " + type + " = " + standard;
        }
    }

    private MappedKeys() {}

    static List<Key> of(Class<?> mapping) {
        List<Key> keys = new ArrayList<>();
        collect(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), keys);
        return keys;
    }

    private static void collect(Class<?> group, String prefix, List<Key> keys) {
        Method[] methods = group.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            if (method.isDefault() || method.isSynthetic()) {
                continue;
            }
            String name = method.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + name(method);
            Class<?> type = method.getReturnType();
            if (type.isInterface()
                    && type.getEnclosingClass() != null
                    && type.getName().startsWith("dev.konomi")) {
                collect(type, name, keys);
            } else {
                keys.add(new Key(name, type(method), standard(method)));
            }
        }
    }

    private static String name(Method method) {
        WithName given = method.getAnnotation(WithName.class);
        return given != null
                ? given.value()
                : method.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    private static String type(Method method) {
        return method.getGenericReturnType().getTypeName().replaceAll("(\\w+\\.)+", "");
    }

    private static String standard(Method method) {
        WithDefault given = method.getAnnotation(WithDefault.class);
        boolean optional = method.getReturnType().getSimpleName().startsWith("Optional");
        return given != null ? given.value() : optional ? "(unset)" : "(required)";
    }
}
