package dev.konomi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.artefact.ArtefactCorruptException;
import dev.konomi.artefact.ArtefactStore;
import dev.konomi.engine.checkpoint.CheckpointException;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.web.ProblemException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class PublishingTest {

    private static final AdapterCard CARD =
            new AdapterCard("Mugs", List.of("a photo of a mug"), "", RecipeChoice.DEFAULT, null);

    @Inject
    Adapters adapters;

    @Inject
    AdapterVersions versions;

    @Inject
    LoraLoader loader;

    @Inject
    ArtefactStore artefacts;

    @Inject
    BaseModelSites base;

    @Inject
    ActiveTenant active;

    @Inject
    DataSource database;

    private final String name = "mugs-" + UUID.randomUUID().toString().substring(0, 8);
    private final String folder = "adapters/" + name + "/versions/1/";
    private Adapter adapter;

    @BeforeEach
    void an_adapter() {
        Quota.lift();
        adapter = asAcme(() -> adapters.create(name, CARD, new Actor("admin@acme", "local:admin@acme")));
    }

    @Test
    void a_round_brings_one_candidate_with_all_its_files() {
        AdapterVersion version = asAcme(() -> versions.publish(round("rnd_1", 1)));

        assertThat(version.number()).isEqualTo(1);
        assertThat(version.state()).isEqualTo(VersionState.CANDIDATE);
        assertThat(version.parent()).contains(0);
        assertThat(version.roundId()).contains("rnd_1");
        assertThat(version.files())
                .extracting(VersionFile::part)
                .containsExactlyInAnyOrder(
                        VersionPart.LORA, VersionPart.ENCODER, VersionPart.NOISE_BANK, VersionPart.MANIFEST);
        assertThat(asAcme(() -> loader.file(version, VersionPart.ENCODER))).contains(utf8("encoder 1"));
        assertThat(asAcme(() -> loader.file(version, VersionPart.OPTIMIZER))).isEmpty();
        assertThat(new String(
                        asAcme(() -> loader.file(version, VersionPart.MANIFEST)).orElseThrow(), StandardCharsets.UTF_8))
                .contains(version.digest(), base.digest(), "encoder.safetensors");
        assertThat(asAcme(() -> versions.report(name, 1))).contains("{\"round\":1}");
        assertThat(asAcme(() -> versions.newest(adapter))).isEqualTo(version);
        assertThat(asAcme(() -> versions.live(adapter)).number()).isZero();
        assertThat(asAcme(() -> versions.ofRound(adapter.id(), "rnd_1"))).contains(version);
    }

    @Test
    void publishing_a_round_again_returns_what_is_there() {
        AdapterVersion first = asAcme(() -> versions.publish(round("rnd_1", 1)));

        AdapterVersion again = asAcme(() -> versions.publish(round("rnd_1", 1)));
        AdapterVersion trainedAgain = asAcme(() -> versions.publish(round("rnd_1", 2)));

        assertThat(again).isEqualTo(first);
        assertThat(trainedAgain).isEqualTo(first);
        assertThat(asAcme(() -> versions.list(name, 100, 10))).hasSize(2);
    }

    @Test
    void processes_that_publish_one_round_at_a_time_agree_on_one_version() throws Exception {
        List<AdapterVersion> published = together(8, i -> round("rnd_1", i % 2));

        assertThat(published.stream().map(AdapterVersion::id).distinct()).hasSize(1);
        AdapterVersion version = published.get(0);
        assertThat(asAcme(() -> loader.file(version, VersionPart.LORA))).isPresent();
        assertThat(asAcme(() -> versions.list(name, 100, 10))).hasSize(2);
    }

    @Test
    void rounds_that_publish_at_a_time_get_numbers_of_their_own() throws Exception {
        List<AdapterVersion> published = together(6, i -> round("rnd_" + i, i));

        assertThat(published).extracting(AdapterVersion::number).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
        for (AdapterVersion version : published) {
            assertThat(asAcme(() -> loader.file(version, VersionPart.LORA))).isPresent();
        }
    }

    @Test
    void files_of_a_publisher_that_was_killed_before_its_insert_are_taken_away() {
        artefacts.put("acme", folder + "lora-0123456789abcdef.safetensors", utf8("torn"));

        AdapterVersion version = asAcme(() -> versions.publish(round("rnd_1", 1)));

        assertThat(artefacts.list("acme", folder))
                .containsExactlyInAnyOrderElementsOf(
                        version.files().stream().map(VersionFile::key).toList());
    }

    @Test
    void a_lora_that_does_not_fit_is_not_published() {
        NewVersion wrong = NewVersion.ofRound(
                adapter.id(), "rnd_1", 0, VersionFiles.ofLora(utf8("no safetensors")), "{}", "konomi");

        assertThatThrownBy(() -> active.runAs("acme", () -> versions.publish(wrong)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("lora.safetensors");

        assertThat(asAcme(() -> versions.newest(adapter)).number()).isZero();
        assertThat(artefacts.list("acme", folder)).isEmpty();
    }

    @Test
    void weights_come_out_as_they_went_in_and_from_memory_the_second_time() {
        AdapterVersion version = asAcme(() -> versions.publish(round("rnd_1", 1)));

        LoraWeights weights = asAcme(() -> loader.weights(version)).orElseThrow();

        assertThat(weights.sites().keySet())
                .isEqualTo(TestLoras.weights(base.sites(), 4, 1).sites().keySet());
        assertThat(asAcme(() -> loader.weights(version)).orElseThrow()).isSameAs(weights);
        assertThat(asAcme(() -> loader.weights(versions.get(name, 0)))).isEmpty();
    }

    @Test
    void weights_that_were_changed_in_the_store_are_never_used() {
        AdapterVersion version = asAcme(() -> versions.publish(round("rnd_1", 77)));
        VersionFile lora = version.file(VersionPart.LORA).orElseThrow();
        artefacts.put("acme", lora.key(), TestLoras.diffusers(base.sites(), 78));

        assertThatThrownBy(() -> active.runAs("acme", () -> loader.weights(version)))
                .isInstanceOf(ArtefactCorruptException.class)
                .hasMessageContaining(lora.key());
    }

    @Test
    void a_version_never_changes() throws Exception {
        AdapterVersion version = asAcme(() -> versions.publish(round("rnd_1", 1)));

        for (String change : List.of("digest = 'x'", "files = '[]'", "number = 9", "report = null")) {
            assertThatThrownBy(
                            () -> update("update adapter_version set " + change + " where id = '" + version.id() + "'"))
                    .hasMessageContaining("immutable");
        }
        assertThat(asAcme(() -> versions.get(name, 1))).isEqualTo(version);
    }

    @Test
    void another_tenant_finds_neither_adapter_nor_version() throws Exception {
        AdapterVersion version = asAcme(() -> versions.publish(round("rnd_1", 1)));

        assertThatThrownBy(() -> active.runAs("bolt", () -> versions.resolve(name, Optional.of(1), "k")))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> active.runAs("bolt", () -> versions.publish(round("rnd_2", 1))))
                .isInstanceOf(ProblemException.class);
        assertThat(active.runAs("bolt", () -> versions.ofRound(version.adapterId(), "rnd_1")))
                .isEmpty();
    }

    private NewVersion round(String roundId, int seed) {
        return NewVersion.ofRound(
                adapter.id(),
                roundId,
                0,
                VersionFiles.ofLora(TestLoras.diffusers(base.sites(), seed))
                        .with(VersionPart.ENCODER, utf8("encoder " + seed))
                        .with(VersionPart.NOISE_BANK, utf8("bank " + seed)),
                "{\"round\":" + seed + "}",
                "konomi");
    }

    private interface Numbered {
        NewVersion version(int i);
    }

    private List<AdapterVersion> together(int publishers, Numbered made) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            List<Future<AdapterVersion>> futures = new ArrayList<>();
            for (int i = 0; i < publishers; i++) {
                NewVersion version = made.version(i);
                futures.add(threads.submit(() -> active.runAs("acme", () -> versions.publish(version))));
            }
            List<AdapterVersion> published = new ArrayList<>();
            for (Future<AdapterVersion> future : futures) {
                published.add(future.get());
            }
            return published;
        } finally {
            threads.shutdownNow();
        }
    }

    private int update(String sql) throws Exception {
        return active.runAs("acme", () -> {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    private <T> T asAcme(Callable<T> work) {
        try {
            return active.runAs("acme", work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
