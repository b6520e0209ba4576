#include "absence/absence.h"

int main(int argc, char **argv) {
    return consumer_main(&absence_pipeline, argc, argv);
}
