package dev.konomi.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WallsTest {
    private static final String HOUSE = "dev.konomi";
    private static final String PLANTED = "dev.konomi.walls.breach";

    private static final JavaClasses HOUSE_CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HOUSE);
    private static final JavaClasses PLANTED_CLASSES = new ClassFileImporter().importPackages(PLANTED);

    /** Each wall, and the planted classes that breach it. */
    enum Wall {
        IMPORTS_GO_DOWN_THE_TABLE(Walls::importsGoDownTheTable, "web.ImportsUpwards"),
        EVERY_PACKAGE_IS_A_ROOM(Walls::everyPackageIsARoom, "attic.InNoRoom"),
        NO_PACKAGE_SAYS_NOTHING(Walls::noPackageSaysNothing, "tenant.util.SaysNothing"),
        HTTP_IS_THE_TOP_STEP(Walls::httpIsTheTopStep, "tenant.SpeaksHttp"),
        EVERY_LIBRARY_HAS_ONE_DOOR(Walls::everyLibraryHasOneDoor, "engine.graph.RunsItself", "adapter.StoresItself"),
        THE_ENGINE_KNOWS_NO_SERVER(Walls::theEngineKnowsNoServer, "engine.tensor.KnowsServer"),
        NOTHING_IS_INJECTED_INTO_FIELDS(Walls::nothingIsInjectedIntoFields, "round.TakesFields");

        private final Function<Walls, ArchRule> rule;
        private final Set<String> planted;

        Wall(Function<Walls, ArchRule> rule, String... planted) {
            this.rule = rule;
            this.planted = Set.of(planted);
        }
    }

    @ParameterizedTest
    @EnumSource(Wall.class)
    void the_wall_stands(Wall wall) {
        EvaluationResult result = wall.rule.apply(new Walls(HOUSE)).evaluate(HOUSE_CLASSES);

        assertThat(result.getFailureReport().getDetails()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Wall.class)
    void the_wall_notices_its_planted_breach_and_nothing_else(Wall wall) {
        EvaluationResult result = wall.rule.apply(new Walls(PLANTED)).evaluate(PLANTED_CLASSES);

        Set<String> found = new TreeSet<>();
        for (String line : result.getFailureReport().getDetails()) {
            found.add(line.substring(PLANTED.length() + 1, line.indexOf(':')));
        }
        assertThat(found).isEqualTo(wall.planted);
    }

    @Test
    void every_package_is_null_marked() {
        Set<String> unmarked = new TreeSet<>();
        HOUSE_CLASSES.forEach(type -> {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        });

        assertThat(unmarked).isEmpty();
    }
}
