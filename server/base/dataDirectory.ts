/** Where Shapan keeps its files where SHAPAN_DATA_DIR says nothing else; from the directory it runs in. */
export const defaultDataDirectory = './data'
