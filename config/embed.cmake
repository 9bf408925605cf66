# embed_files(<library> <namespace folder> <glob>...): compiles data files into a library, so that
# the program is one file that needs nothing beside it. Read them with config/embedded.hpp.
function(embed_files library root)
  set(patterns)
  foreach(pattern IN LISTS ARGN)
    list(APPEND patterns ${PROJECT_SOURCE_DIR}/${pattern})
  endforeach()
  file(GLOB files CONFIGURE_DEPENDS ${patterns})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${library}.cpp)
  set(entries "")
  set(assembly "")
  set(index 0)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/${root} ${file})
    set(symbol ${library}_${index})
    string(APPEND assembly
      "__asm__(\".section .rodata\\n.global ${symbol}\\n${symbol}:\\n.incbin \\\"${file}\\\"\\n\"\n"
      "        \".global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n"
      "extern \"C\" const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND entries "    {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${source} CONTENT
"#include \"config/embedded.hpp\"
${assembly}
std::vector<secondstory::EmbeddedFile> ${library}()
{
  return {
${entries}  };
}
" @ONLY)
  add_library(${library} STATIC ${source})
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${files}")
  target_include_directories(${library} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()
