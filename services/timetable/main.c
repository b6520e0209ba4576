#include "timetable/timetable.h"

int main(int argc, char **argv) {
    return consumer_main(&timetable_pipeline, argc, argv);
}
