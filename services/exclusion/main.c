#include "exclusion/exclusion.h"

int main(int argc, char **argv) {
    return consumer_main(&exclusion_pipeline, argc, argv);
}
