// The one file that the office fills in. `site` is BAOMING_BASE_URL: https, no path, no slash.
module.exports = {
  site: 'https://bm.example.cn',
  title: '卫生专业技术资格考试网上报名'
};
