package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SortableIdTest {
    @Test
    void later_ids_sort_behind_earlier_ones() {
        SplittableRandom random = new SplittableRandom(1);
        String before = "";
        for (long millis = 1; millis > 0 && millis < 1L << 47; millis = millis * 3 + 1) {
            String id = SortableId.next("img", Instant.ofEpochMilli(millis), random);

            assertThat(id).matches("img_[0-9a-z]{26}").isGreaterThan(before);
            before = id;
        }
    }
}
