package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkSignerTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant ONE = NOON.plusSeconds(3600);
    private final LinkSigner signer = new LinkSigner(new byte[] {1, 2, 3});
    private final String signature = signer.sign("acme", "img_1", ONE);

    @Test
    void a_link_opens_its_picture_until_it_expires() {
        assertThat(signer.accepts("acme", "img_1", ONE, signature, NOON)).isTrue();
        assertThat(signer.accepts("acme", "img_1", ONE, signature, ONE)).isFalse();
    }

    @Test
    void a_changed_link_opens_nothing() {
        assertThat(signer.accepts("bolt", "img_1", ONE, signature, NOON)).isFalse();
        assertThat(signer.accepts("acme", "img_2", ONE, signature, NOON)).isFalse();
        assertThat(signer.accepts("acme", "img_1", ONE.plusSeconds(1), signature, NOON))
                .isFalse();
        assertThat(signer.accepts("acme", "img_1", ONE, "", NOON)).isFalse();
    }

    @Test
    void another_installation_opens_nothing() {
        LinkSigner other = new LinkSigner(new byte[] {1, 2, 4});

        assertThat(other.accepts("acme", "img_1", ONE, signature, NOON)).isFalse();
    }
}
